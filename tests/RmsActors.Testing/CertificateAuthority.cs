using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace RmsActors.Testing;

/// <summary>Issues certificates, as files that are gone when it is disposed of.</summary>
public sealed class CertificateAuthority : IDisposable
{
    private readonly DateTimeOffset _now = TimeProvider.System.GetUtcNow();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rms-certificates-");
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _certificate;

    public CertificateAuthority(string name)
    {
        var request = new CertificateRequest($"CN={name}", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        _certificate = request.CreateSelfSigned(_now.AddDays(-20), _now.AddDays(20));
    }

    /// <summary>A certificate, its key, and the authorities that its holder is to trust: three PEM files.</summary>
    public (string Certificate, string Key, string Authorities) Issue(IReadOnlyList<CertificateAuthority> trusted, bool expired = false)
    {
        var file = Path.Combine(_folder.FullName, RandomNumberGenerator.GetHexString(8));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=node", key, HashAlgorithmName.SHA256);
        using var issued = request.Create(_certificate, _now.AddDays(-10), _now.AddDays(expired ? -1 : 10), RandomNumberGenerator.GetBytes(8));
        File.WriteAllText(file + ".crt", issued.ExportCertificatePem());
        File.WriteAllText(file + ".key", key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(file + ".ca", string.Join('\n', trusted.Select(authority => authority._certificate.ExportCertificatePem())));
        return (file + ".crt", file + ".key", file + ".ca");
    }

    public void Dispose()
    {
        _certificate.Dispose();
        _key.Dispose();
        _folder.Delete(recursive: true);
    }
}
