namespace RmsActors.Hosting;

/// <summary>What a process's end tells the shell, and whoever supervises it.</summary>
public static class ExitCode
{
    /// <summary>The work is done, or ended as asked.</summary>
    public const int Success = 0;

    /// <summary>The work could not be done, or its result is not as it must be, or a role could not go on: whoever supervises it starts it anew.</summary>
    public const int Failure = 1;

    /// <summary>An option, a setting or an input file cannot be used; starting anew would not help.</summary>
    public const int BadInput = 2;

    /// <summary>Its terminal was closed: 128 and the signal's number, as shells do.</summary>
    public const int HungUp = 129;

    /// <summary>Ended by Ctrl-C.</summary>
    public const int Interrupted = 130;

    /// <summary>Ended by Ctrl-\.</summary>
    public const int Quit = 131;

    /// <summary>Ended by SIGTERM.</summary>
    public const int Terminated = 143;
}
