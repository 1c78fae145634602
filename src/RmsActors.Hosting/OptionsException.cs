using System.ComponentModel.DataAnnotations;

namespace RmsActors.Hosting;

/// <summary>
/// A setting that cannot be used. The message names the key, the value and what was expected; the process ends with exit code 2, as with
/// any <see cref="ValidationException"/>.
/// </summary>
public sealed class OptionsException(string message) : ValidationException(message);
