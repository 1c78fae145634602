using Akka.Actor;
using Akka.Actor.Setup;
using RmsActors.Hosting;
using RmsActors.Rms.Hosting;
using RmsActors.Testing;

namespace RmsActors.Rms.Tests.Hosting;

public sealed class RemotingTlsTests : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Never = TimeSpan.FromSeconds(5);
    private readonly CertificateAuthority _ours = new("ours");
    private readonly CertificateAuthority _next = new("next");

    [Fact]
    public async Task Nodes_with_certificates_of_the_same_authority_talk() =>
        (await TalkAsync(Node(_ours, [_ours]), Node(_ours, [_ours]), Soon)).ShouldBeTrue();

    /// <summary>A rolling restart to another authority: old and new are both trusted meanwhile.</summary>
    [Fact]
    public async Task While_both_authorities_are_trusted_old_and_new_certificates_talk() =>
        (await TalkAsync(Node(_ours, [_ours, _next]), Node(_next, [_next, _ours]), Soon)).ShouldBeTrue();

    [Fact]
    public async Task A_node_of_another_authority_is_kept_out() =>
        (await TalkAsync(Node(_ours, [_ours]), Node(_next, [_next, _ours]), Never)).ShouldBeFalse();

    [Fact]
    public async Task A_node_without_TLS_is_kept_out() =>
        (await TalkAsync(Node(_ours, [_ours]), Plain(), Never)).ShouldBeFalse();

    [Fact]
    public async Task A_node_with_TLS_does_not_talk_to_one_without() =>
        (await TalkAsync(Plain(), Node(_ours, [_ours]), Never)).ShouldBeFalse();

    [Fact]
    public void A_file_that_cannot_be_used_is_named()
    {
        var options = Options(_ours, [_ours]);
        Problem(options, o => o.TlsCertificate = "/nowhere.pem").ShouldStartWith("Cluster:TlsCertificate = '/nowhere.pem', Cluster:TlsKey = '");
        Problem(options, o => o.TlsKey = Options(_ours, [_ours]).TlsKey).ShouldContain("expected PEM files with a certificate and its unencrypted private key");
        Problem(options, o => o.TlsAuthorities = o.TlsKey).ShouldContain("expected a PEM file with one certificate or more");
        Problem(Options(_ours, [_next]), _ => { }).ShouldContain("expected one that an authority in Cluster:TlsAuthorities has issued");
        Problem(Options(_ours, [_ours], expired: true), _ => { }).ShouldContain("expected a certificate that is valid now");
    }

    [Fact]
    public void All_three_files_are_needed_or_none() =>
        new ClusterOptions { TlsKey = "k" }.Validate(new(new object())).ShouldHaveSingleItem().ErrorMessage
            .ShouldBe("Cluster:TlsCertificate, Cluster:TlsKey and Cluster:TlsAuthorities: expected all or none");

    public void Dispose()
    {
        _ours.Dispose();
        _next.Dispose();
    }

    private static string Problem(ClusterOptions options, Action<ClusterOptions> change)
    {
        var changed = new ClusterOptions { TlsCertificate = options.TlsCertificate, TlsKey = options.TlsKey, TlsAuthorities = options.TlsAuthorities };
        change(changed);
        return Should.Throw<OptionsException>(() => RemotingTls.SetupOf(changed, TimeProvider.System)).Message;
    }

    // Whether the second gets an answer from the first.
    private static async Task<bool> TalkAsync(ActorSystem first, ActorSystem second, TimeSpan within)
    {
        try
        {
            var asked = first.ActorOf(Props.Empty, "asked");
            // By the asking node's own protocol: the other's has another name when only one of them speaks TLS.
            var (there, here) = (((ExtendedActorSystem)first).Provider.DefaultAddress, ((ExtendedActorSystem)second).Provider.DefaultAddress);
            var path = asked.Path.ToStringWithAddress(new Address(here.Protocol, there.System, there.Host, there.Port));
            var answer = await second.ActorSelection(path).Ask<ActorIdentity>(new Identify("who"), within);
            return answer.Subject is not null && answer.Subject.Path.Name == "asked";
        }
        catch (AskTimeoutException)
        {
            return false;
        }
        finally
        {
            await Task.WhenAll(first.Terminate(), second.Terminate());
        }
    }

    private static ActorSystem Plain() => ActorSystem.Create("rms", Config(""));

    private static ActorSystem Node(CertificateAuthority issuer, CertificateAuthority[] trusted) => ActorSystem.Create(
        "rms",
        ActorSystemSetup.Create(BootstrapSetup.Create().WithConfig(Config(RemotingTls.Enabled)), RemotingTls.SetupOf(Options(issuer, trusted), TimeProvider.System)));

    private static Akka.Configuration.Config Config(string more) => Akka.Configuration.ConfigurationFactory.ParseString(
        $"akka {{ loglevel = OFF, stdout-loglevel = OFF, actor.provider = remote, remote.dot-netty.tcp {{ hostname = 127.0.0.1, port = 0 }} }}\n{more}");

    private static ClusterOptions Options(CertificateAuthority issuer, CertificateAuthority[] trusted, bool expired = false)
    {
        var (certificate, key, authorities) = issuer.Issue(trusted, expired);
        return new ClusterOptions { TlsCertificate = certificate, TlsKey = key, TlsAuthorities = authorities };
    }
}
