using System.Runtime.InteropServices;

namespace RmsActors.Hosting;

/// <summary>
/// Hears the signals that ask a process to end. A child of the demo leaves Ctrl-C to its parent: the terminal sends it to
/// both, and the parent ends its children in an order.
/// </summary>
public sealed class TerminationSignals : IDisposable
{
    private readonly List<PosixSignalRegistration> _registrations = [];

    /// <param name="onSignal">Called for every signal, with 0 for the first; on a thread of its own.</param>
    /// <param name="deafToInterrupt">Whether Ctrl-C is to have no effect.</param>
    public TerminationSignals(Action<PosixSignal, int> onSignal, bool deafToInterrupt)
    {
        var heard = -1;
        foreach (var signal in (PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGQUIT, PosixSignal.SIGHUP])
        {
            _registrations.Add(PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                if (!deafToInterrupt || context.Signal is PosixSignal.SIGTERM)
                {
                    onSignal(context.Signal, Interlocked.Increment(ref heard));
                }
            }));
        }
    }

    public void Dispose() => _registrations.ForEach(registration => registration.Dispose());
}
