namespace RmsActors.Benchmarks.Strategies;

/// <summary>What one run has shown. Times are milliseconds, CPU is of the instances together, memory of the largest.</summary>
internal sealed record StrategySample(
    string Strategy,
    int Nodes,
    double DecisionsPerSecond,
    double P50Ms,
    double P95Ms,
    double P99Ms,
    double HalfLoadP50Ms,
    double HalfLoadP99Ms,
    double CpuSecondsPer1000,
    double SameLoadCpuSecondsPer1000,
    double IdleCores,
    double RepliesReadPerDecision,
    double ReplyBytesReadPerDecision,
    double ForwardedShare,
    double RemoteMessagesPerDecision,
    double DatabaseRowsPerDecision,
    double DatabaseReadsPerDecision,
    double DatabaseWritesPerDecision,
    double PeakMegabytes,
    int Lost);
