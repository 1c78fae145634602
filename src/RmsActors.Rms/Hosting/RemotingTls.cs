using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Akka.Event;
using Akka.Remote.Transport.DotNetty;
using RmsActors.Hosting;

namespace RmsActors.Rms.Hosting;

/// <summary>
/// TLS between nodes, mutual: each proves by a certificate of one of the trusted authorities that it belongs to the cluster. Host
/// names are not looked at, since a member may have any address.
/// </summary>
public static class RemotingTls
{
    private const string Certificate = $"{ClusterOptions.Section}:{nameof(ClusterOptions.TlsCertificate)}";
    private const string Key = $"{ClusterOptions.Section}:{nameof(ClusterOptions.TlsKey)}";
    private const string Authorities = $"{ClusterOptions.Section}:{nameof(ClusterOptions.TlsAuthorities)}";

    /// <summary>Switches the transport over; <see cref="SetupOf"/> brings the certificates.</summary>
    public const string Enabled = "akka.remote.dot-netty.tcp.enable-ssl = true";

    /// <summary>Reads the files.</summary>
    /// <exception cref="OptionsException">One of them cannot be used; it names which, and why.</exception>
    public static DotNettySslSetup SetupOf(ClusterOptions options, TimeProvider time)
    {
        var own = OwnOf(options.TlsCertificate!, options.TlsKey!);
        var authorities = AuthoritiesOf(options.TlsAuthorities!);
        var now = time.GetUtcNow();
        if (now < own.NotBefore.ToUniversalTime() || now > own.NotAfter.ToUniversalTime())
        {
            throw new OptionsException($"{Certificate} = '{options.TlsCertificate}': expected a certificate that is valid now; it is from {own.NotBefore:u} to {own.NotAfter:u}");
        }

        if (!IsOf(authorities, own))
        {
            throw new OptionsException($"{Certificate} = '{options.TlsCertificate}': expected one that an authority in {Authorities} has issued, or no other node would trust this one; it is from '{own.Issuer}'");
        }

        return new DotNettySslSetup(
            own,
            suppressValidation: false,
            requireMutualAuthentication: true,
            (peer, _, remote, _, log) =>
            {
                var trusted = peer is not null && IsOf(authorities, peer);
                if (!trusted)
                {
                    log.Warning("A peer at {0} was refused: its certificate ({1}) is of none of the authorities in {2}", remote, peer?.Subject ?? "it has none", options.TlsAuthorities!);
                }

                return trusted;
            });
    }

    private static X509Certificate2 OwnOf(string certificate, string key)
    {
        try
        {
            return X509Certificate2.CreateFromPemFile(certificate, key);
        }
        catch (Exception unusable) when (unusable is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new OptionsException($"{Certificate} = '{certificate}', {Key} = '{key}': expected PEM files with a certificate and its unencrypted private key: {unusable.Message}");
        }
    }

    private static X509Certificate2Collection AuthoritiesOf(string file)
    {
        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPemFile(file);
        }
        catch (Exception unusable) when (unusable is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new OptionsException($"{Authorities} = '{file}': expected a PEM file with one certificate or more: {unusable.Message}");
        }

        return authorities.Count > 0 ? authorities : throw new OptionsException($"{Authorities} = '{file}': expected a PEM file with one certificate or more; there is none");
    }

    private static bool IsOf(X509Certificate2Collection authorities, X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        // Authorities of one's own have no list of what they have revoked: take the authority out instead.
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(certificate);
    }
}
