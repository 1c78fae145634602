using System.Diagnostics;

namespace RmsActors.Hosting;

/// <summary>
/// A process that was started by another one of ours ends with it, however that one ends: its standard input is a pipe that
/// only the parent holds open. (Linux's own signal for this fires when the parent's forking thread ends, which is too early.)
/// </summary>
public static class ParentProcess
{
    /// <summary>Set to 1 by a parent that wants its child to end with it.</summary>
    public const string Variable = "RMS_EXIT_WITH_PARENT";

    /// <summary>Whether a parent watches over this process. It decides then when to end it, also after Ctrl-C, which reaches both.</summary>
    public static bool Watches => Environment.GetEnvironmentVariable(Variable) == "1";

    /// <summary>Ends this process at once when its parent has died; all that it does is safe against that.</summary>
    public static void EndWithIt()
    {
        if (Watches)
        {
            new Thread(KillSelfAtEndOfInput) { IsBackground = true, Name = "parent watch" }.Start();
        }
    }

    private static void KillSelfAtEndOfInput()
    {
        using var input = Console.OpenStandardInput();
        var ignored = new byte[256];
        while (input.Read(ignored) > 0)
        {
        }

        Process.GetCurrentProcess().Kill();
    }
}
