using RmsActors.Hosting;

namespace RmsActors.Cli.Demo;

/// <summary>A file that the run will write at its end; that it can be written is found out before the run.</summary>
internal static class OutputFile
{
    /// <exception cref="OptionsException">It cannot be written; the message names the option.</exception>
    public static void Check(string option, string? path)
    {
        if (path is null)
        {
            return;
        }

        try
        {
            var isNew = !File.Exists(path);
            using (new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write))
            {
            }

            if (isNew)
            {
                File.Delete(path);
            }
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new OptionsException($"{option} = '{path}': expected a file that can be written: {unusable.Message}");
        }
    }
}
