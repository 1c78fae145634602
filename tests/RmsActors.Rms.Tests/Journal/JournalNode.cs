using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence;
using Akka.TestKit.Xunit2;
using Dapper;
using RmsActors.Hosting;
using RmsActors.Rms.Hosting;

namespace RmsActors.Rms.Tests.Journal;

/// <summary>An actor system with a node's journal, or with another one in its place, that writes one transaction at a time.</summary>
internal sealed class JournalNode(Database database, Type journal) : TestKit(ConfigurationFactory
    .ParseString($"akka.persistence.journal.sql.class = \"{journal.FullName}, {journal.Assembly.GetName().Name}\"")
    .WithFallback("akka.loglevel = OFF, akka.stdout-loglevel = OFF")
    .WithFallback(NodeConfiguration.Journal(database, new JournalOptions { Parallelism = 1, CallTimeout = TimeSpan.FromSeconds(20) }, new RmsOptions())))
{
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    /// <summary>Actors by persistence id, which have recovered nothing.</summary>
    public Dictionary<string, IActorRef> Start(int count)
    {
        var users = Enumerable.Range(0, count).Select(number => $"user-{number}").ToDictionary(id => id, Incarnate);
        ReceiveN(count, Limit).ShouldAllBe(message => message.Equals(new JournalUser.Recovered(0, 0)));
        return users;
    }

    public IActorRef Incarnate(string id) => Sys.ActorOf(Props.Create(() => new JournalUser(id, TestActor)));

    /// <summary>Has all persist while the table is locked: the first writes wait for it, and the others for them, to be written in one transaction.</summary>
    public async Task<IReadOnlyList<object>> StoreTogetherAsync(IReadOnlyCollection<IActorRef> users, Action? beforeAnyIsWritten = null)
    {
        await using (var connection = await database.OpenAsync())
        {
            await connection.ExecuteAsync(database.Kind == DatabaseKind.Sqlite ? "BEGIN IMMEDIATE" : "BEGIN; LOCK TABLE journal IN EXCLUSIVE MODE");
            foreach (var user in users)
            {
                user.Tell(new JournalUser.Store(), ActorRefs.NoSender);
            }

            ReceiveN(users.Count, Limit).ShouldAllBe(message => message is JournalUser.Sent);
            // It answers in its turn, so after it has queued the last of the writes.
            await Persistence.Instance.Apply(Sys).CheckJournalHealthAsync("akka.persistence.journal.sql", CancellationToken.None);
            beforeAnyIsWritten?.Invoke();
            await connection.ExecuteAsync("ROLLBACK");
        }

        return [.. ReceiveN(users.Count, Limit)];
    }

    public void ExpectTerminated(IActorRef user)
    {
        Watch(user);
        ExpectTerminated(user, Limit);
    }
}
