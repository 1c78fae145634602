using System.Runtime.InteropServices;

namespace RmsActors.Hosting;

/// <summary>
/// Hears the signals that ask a process to end. A child of the demo leaves Ctrl-C to its parent: the terminal sends it to
/// both, and the parent ends its children in an order.
/// </summary>
public sealed class TerminationSignals : IDisposable
{
    private const int Sigint = 2;
    private static readonly IntPtr Default = IntPtr.Zero;
    private readonly List<PosixSignalRegistration> _registrations = [];

    /// <param name="onSignal">Called for every signal, with 0 for the first; on a thread of its own. Repeats within 1 s of the first are that one.</param>
    /// <param name="deafToInterrupt">Whether Ctrl-C is to have no effect.</param>
    public TerminationSignals(Action<PosixSignal, int> onSignal, bool deafToInterrupt)
    {
        var count = new SignalCount(TimeProvider.System);
        foreach (var signal in (PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGQUIT, PosixSignal.SIGHUP])
        {
            _registrations.Add(PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                if ((!deafToInterrupt || context.Signal is PosixSignal.SIGTERM) && count.Next() is { } earlier)
                {
                    onSignal(context.Signal, earlier);
                }
            }));
        }
    }

    /// <summary>
    /// Makes Ctrl-C heard also where a shell script has started this process in the background, and so had it ignored: who sends
    /// the signal to this process by its id means it. To be called before anything else touches signals or the console.
    /// </summary>
    public static void HearInterrupt()
    {
        if (!OperatingSystem.IsWindows())
        {
            _ = Signal(Sigint, Default);
        }
    }

    public void Dispose() => _registrations.ForEach(registration => registration.Dispose());

    // .NET leaves an ignored signal ignored, and has no call to change that.
    [DllImport("libc", EntryPoint = "signal")]
    private static extern IntPtr Signal(int signal, IntPtr handler);
}
