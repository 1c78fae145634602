using System.Collections.Concurrent;
using System.Diagnostics;
using Confluent.Kafka;
using Microsoft.Extensions.DependencyInjection;
using RmsActors.Hosting;
using RmsActors.Kafka;

namespace RmsActors.Chaos.Roles;

/// <summary>
/// Where a role is to die, as if killed: each step is armed by a line on standard input, and sprung when the role next takes it. When
/// the input ends, whoever supervised the role is gone, and it dies as well.
/// </summary>
internal sealed class CrashPoint : IProducerInterceptor
{
    private const string Not = "not ";
    private readonly ConcurrentDictionary<string, bool> _armed = new();

    /// <summary>Before a record of this topic is handed to the client.</summary>
    public static string BeforeSend(string topic) => "before send " + topic;

    /// <summary>After the broker has acknowledged a record of this topic, and before the role knows.</summary>
    public static string AfterSend(string topic) => "after send " + topic;

    /// <summary>Takes back that a step is armed.</summary>
    public static string Disarm(string step) => Not + step;

    /// <summary>Watches a role's steps.</summary>
    public Role Watch(Role role) => role with
    {
        Add = builder =>
        {
            role.Add(builder);
            var kafka = (KafkaOptions)builder.Services.Single(service => service.ServiceType == typeof(KafkaOptions)).ImplementationInstance!;
            kafka.InterceptWith(this);
        },
    };

    /// <summary>Reads what is to be armed until there is nobody left to say.</summary>
    public void Listen() => new Thread(ReadInput) { IsBackground = true, Name = "crash point" }.Start();

    public void OnSend(OutgoingRecord record) => Pass(BeforeSend(record.Topic));

    public void OnAcknowledgement(OutgoingRecord record, Error error)
    {
        if (!error.IsError)
        {
            Pass(AfterSend(record.Topic));
        }
    }

    private void Pass(string step)
    {
        if (_armed.ContainsKey(step))
        {
            Console.Error.WriteLine($"dies {step}");
            Die();
        }
    }

    private void ReadInput()
    {
        while (Console.In.ReadLine() is { } step)
        {
            if (step.StartsWith(Not, StringComparison.Ordinal))
            {
                _armed.TryRemove(step[Not.Length..], out _);
            }
            else
            {
                _armed[step] = true;
            }
        }

        Die();
    }

    private static void Die() => Process.GetCurrentProcess().Kill();
}
