using System.ComponentModel.DataAnnotations;

namespace RmsActors.Hosting;

/// <summary>
/// Who may use a process's endpoints. Section <c>Access</c>. While neither an issuer nor a token file is set, only this machine is
/// served, and an endpoint elsewhere than on loopback is refused at the start.
/// </summary>
public sealed class AccessOptions : IValidatableObject
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Access";

    /// <summary>The OIDC issuer whose JWTs are taken, an https URL (http on loopback); its keys are read from its metadata. Default none.</summary>
    public string? Authority { get; set; }

    /// <summary>What a JWT must name as its audience. Default none; set together with <see cref="Authority"/>.</summary>
    public string? Audience { get; set; }

    /// <summary>The claim that holds the roles, one or several, or in one text separated by spaces as in <c>scope</c>. Default <c>roles</c>.</summary>
    [Required]
    public string RoleClaim { get; set; } = "roles";

    /// <summary>The role that may look. Default <c>rms-read</c>.</summary>
    [Required]
    public string ReadRole { get; set; } = "rms-read";

    /// <summary>The role that may also change something. Default <c>rms-operate</c>.</summary>
    [Required]
    public string OperateRole { get; set; } = "rms-operate";

    /// <summary>A file with tokens that may look, one a line, each of 32 characters or more; read again when it changes. Default none.</summary>
    public string? ReadTokenFile { get; set; }

    /// <summary>The same for tokens that may also change something. Default none.</summary>
    public string? OperateTokenFile { get; set; }

    /// <summary>Whether <c>/metrics</c> is served to anybody, as the health probes are. Default false.</summary>
    public bool AnonymousMetrics { get; set; }

    /// <summary>Whether JWTs are taken.</summary>
    public bool TakesJwt => !string.IsNullOrEmpty(Authority);

    /// <summary>Whether callers can say who they are at all.</summary>
    public bool IsConfigured => TakesJwt || !string.IsNullOrEmpty(ReadTokenFile) || !string.IsNullOrEmpty(OperateTokenFile);

    /// <summary>Whether the issuer is on this machine, where alone http will do.</summary>
    internal bool IsAuthorityLocal => Uri.TryCreate(Authority, UriKind.Absolute, out var issuer) && issuer.IsLoopback;

    /// <summary>What is wrong with the settings as a whole.</summary>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (string.IsNullOrEmpty(Authority) != string.IsNullOrEmpty(Audience))
        {
            yield return new ValidationResult($"{Section}:{nameof(Authority)} and {Section}:{nameof(Audience)}: expected both or none");
        }

        if (TakesJwt && !(Uri.TryCreate(Authority, UriKind.Absolute, out var issuer) && (issuer.Scheme == Uri.UriSchemeHttps || (issuer.Scheme == Uri.UriSchemeHttp && issuer.IsLoopback))))
        {
            yield return new ValidationResult($"{Section}:{nameof(Authority)} = '{Authority}': expected an https URL, or an http URL on loopback");
        }

        if (string.Equals(ReadRole, OperateRole, StringComparison.Ordinal))
        {
            yield return new ValidationResult($"{Section}:{nameof(OperateRole)} = '{OperateRole}': expected another role than {Section}:{nameof(ReadRole)}");
        }
    }
}
