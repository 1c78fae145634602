using Npgsql;
using RmsActors.EndToEnd.Tests.Demo;
using RmsActors.Testing;

namespace RmsActors.EndToEnd.Tests.Secrets;

/// <summary>Secrets that stand nowhere else, as files, so that finding one is finding it leaked.</summary>
internal sealed class KnownSecrets : IDisposable
{
    private const string Read = "Qx1readToken00000000000000000000000";
    private const string Operate = "Qx2operateToken000000000000000000000";
    private const string DatabasePassword = "Qx3databasePassword";
    private readonly TemporaryFolder _folder = new();
    private readonly CertificateAuthority _authority = new("secrets");
    private readonly Dictionary<string, string> _settings = new(StringComparer.Ordinal)
    {
        ["Kafka__Client__sasl.password"] = "Qx4saslPassword",
        ["Kafka__Client__sasl.oauthbearer.client.secret"] = "Qx5clientSecret",
        ["Kafka__Client__ssl.key.password"] = "Qx6keyPassword",
    };

    private readonly string _key;

    /// <param name="postgres">Of the database; its password becomes one of the secrets. Null: there is none.</param>
    public KnownSecrets(string? postgres = null)
    {
        Directory.CreateDirectory(_folder["settings"]);
        File.WriteAllText(_folder["read"], Read);
        File.WriteAllText(_folder["operate"], Operate);
        if (postgres is not null)
        {
            _settings["Store__Postgres"] = new NpgsqlConnectionStringBuilder(postgres) { Password = DatabasePassword }.ConnectionString;
        }

        foreach (var (name, value) in _settings)
        {
            Set(name, value);
        }

        var (certificate, key, authorities) = _authority.Issue([_authority]);
        _key = File.ReadLines(key).ElementAt(1);
        Environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["RMS_SECRETS"] = _folder["settings"],
            ["RMS__Access__ReadTokenFile"] = _folder["read"],
            ["RMS__Access__OperateTokenFile"] = _folder["operate"],
            ["RMS__Cluster__TlsCertificate"] = certificate,
            ["RMS__Cluster__TlsKey"] = key,
            ["RMS__Cluster__TlsAuthorities"] = authorities,
            ["RMS__Logging__LogLevel__Default"] = "Trace",
            ["RMS__Observability__LogFormat"] = "Json",
            ["RMS__Kafka__Client__debug"] = "generic,broker,security,conf",
        };
    }

    /// <summary>By which a process is given all of them, and told to be as talkative as it can.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; }

    /// <summary>A file with the token that may do everything.</summary>
    public string TokenFile => _folder["operate"];

    public string Data => _folder["data"];

    /// <summary>Makes or replaces the file of a setting.</summary>
    public void Set(string name, string value) => File.WriteAllText(Path.Combine(_folder["settings"], name), value);

    /// <summary>Fails where a text holds one.</summary>
    /// <param name="what">Whose it is; the failure says it.</param>
    public void AreNotIn(string text, string what)
    {
        string[] all = [Read, Operate, DatabasePassword, .. _settings.Where(setting => setting.Key != "Store__Postgres").Select(setting => setting.Value), _key];
        foreach (var line in text.Split('\n'))
        {
            all.Where(secret => line.Contains(secret, StringComparison.OrdinalIgnoreCase)).ShouldBeEmpty($"{what}: {line}");
        }
    }

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }
}
