// Each test runs a cluster, and most of them a process a role.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
