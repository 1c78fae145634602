namespace RmsActors.Hosting;

/// <summary>
/// A store's schema lacks what this version needs, and the database role that the process runs as may not change it. The message names the
/// store, the script and the remedy; the process ends with exit code 1, so that whoever supervises it tries again.
/// </summary>
public sealed class SchemaTooOldException(string message, Exception refused) : InvalidOperationException(message, refused);
