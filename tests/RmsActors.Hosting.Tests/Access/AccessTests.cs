using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using RmsActors.Testing;

namespace RmsActors.Hosting.Tests.Access;

/// <summary>Who is served by a role's endpoints.</summary>
public sealed class AccessTests : IDisposable
{
    private static readonly string ReadToken = new('r', 40);
    private static readonly string OperateToken = new('o', 40);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rms-access-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Without_configuration_this_machines_programs_are_served_and_a_browser_for_others_pages_is_not()
    {
        await using var role = await StartAsync();
        (await SendAsync(role, HttpMethod.Get, "/look")).Status.ShouldBe(HttpStatusCode.OK);
        (await SendAsync(role, HttpMethod.Post, "/change")).Status.ShouldBe(HttpStatusCode.OK);

        var (status, error) = await SendAsync(role, HttpMethod.Post, "/change", header: ("Origin", "https://evil.example"));
        status.ShouldBe(HttpStatusCode.Forbidden);
        error.ShouldStartWith("only this machine's own programs are served");
        (await SendAsync(role, HttpMethod.Get, "/look", header: ("Host", "evil.example"))).Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    public async Task Without_configuration_an_endpoint_elsewhere_than_on_loopback_is_refused_at_the_start(string host) =>
        (await Should.ThrowAsync<OptionsException>(() => StartAsync(("Http:Host", host)))).Message.ShouldBe(
            $"Http:Host = '{host}': expected a loopback address such as 127.0.0.1 as long as callers cannot say who they are; set Access:Authority and Access:Audience "
            + "(JWTs of an OIDC issuer), or Access:OperateTokenFile or Access:ReadTokenFile (a file with a token of 32 characters or more, as 'openssl rand -hex 32' makes one)");

    [Fact]
    public async Task With_configuration_everything_but_the_probes_is_refused_to_those_without_a_token()
    {
        await using var role = await StartAsync(("Http:Host", "0.0.0.0"), Operate());
        foreach (var path in (string[])["/look", "/stats", "/metrics", "/nothing", "/healthy"])
        {
            var (status, error) = await SendAsync(role, HttpMethod.Get, path);
            status.ShouldBe(HttpStatusCode.Unauthorized, path);
            error.ShouldBe("a bearer token is needed");
        }

        (await SendAsync(role, HttpMethod.Post, "/change")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await SendAsync(role, HttpMethod.Get, "/healthz/none")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await SendAsync(role, HttpMethod.Get, "/look", new string('x', 40))).ShouldBe((HttpStatusCode.Unauthorized, "the token is not valid here"));
    }

    [Fact]
    public async Task Metrics_are_open_by_switch()
    {
        await using var role = await StartAsync(Operate(), ("Access:AnonymousMetrics", "true"));
        (await SendAsync(role, HttpMethod.Get, "/metrics")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await SendAsync(role, HttpMethod.Get, "/look")).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_token_that_may_look_may_not_change_anything_and_one_that_may_operate_may_do_both()
    {
        await using var role = await StartAsync(Operate(), Read());
        (await SendAsync(role, HttpMethod.Get, "/look", ReadToken)).Status.ShouldBe(HttpStatusCode.OK);
        (await SendAsync(role, HttpMethod.Post, "/change", ReadToken)).ShouldBe((HttpStatusCode.Forbidden, "this needs the role 'rms-operate', which the token does not give"));
        (await SendAsync(role, HttpMethod.Get, "/look", OperateToken)).Status.ShouldBe(HttpStatusCode.OK);
        (await SendAsync(role, HttpMethod.Post, "/change", OperateToken)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("short", "one is shorter")]
    [InlineData("\n \n", "it is empty")]
    [InlineData(null, "Could not find file")]
    public async Task A_token_file_that_cannot_be_used_is_named_at_the_start(string? content, string reason)
    {
        var file = Path.Combine(_folder.FullName, "tokens");
        if (content is not null)
        {
            await File.WriteAllTextAsync(file, content);
        }

        var message = (await Should.ThrowAsync<OptionsException>(() => StartAsync(("Access:ReadTokenFile", file)))).Message;
        message.ShouldStartWith($"Access:ReadTokenFile = '{file}': expected a file with a token of 32 characters or more on each line: {reason}");
    }

    [Fact]
    public async Task A_token_of_the_issuer_is_taken_with_its_role()
    {
        await using var issuer = await TestIssuer.StartAsync();
        await using var role = await StartAsync(("Access:Authority", issuer.Url), ("Access:Audience", TestIssuer.Audience));
        (await SendAsync(role, HttpMethod.Get, "/look", issuer.Token("rms-read"))).Status.ShouldBe(HttpStatusCode.OK);
        (await SendAsync(role, HttpMethod.Post, "/change", issuer.Token("rms-read"))).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await SendAsync(role, HttpMethod.Post, "/change", issuer.Token("rms-operate"))).Status.ShouldBe(HttpStatusCode.OK);
        (await SendAsync(role, HttpMethod.Get, "/look", issuer.Token(null))).ShouldBe((HttpStatusCode.Forbidden, "this needs the role 'rms-read', which the token does not give"));
    }

    [Fact]
    public async Task A_token_that_is_not_in_order_is_refused_with_its_reason()
    {
        await using var issuer = await TestIssuer.StartAsync();
        using var foreign = RSA.Create(2048);
        await using var role = await StartAsync(("Access:Authority", issuer.Url), ("Access:Audience", TestIssuer.Audience));
        (string Token, string Reason)[] cases =
        [
            (issuer.Token("rms-operate", age: TimeSpan.FromHours(1)), "the token has expired"),
            (issuer.Token("rms-operate", age: TimeSpan.FromHours(-1)), "the token is not valid yet"),
            (issuer.Token("rms-operate", audience: "another"), "the token is for another audience"),
            (issuer.Token("rms-operate", issuedBy: "https://another.example"), "the token is of another issuer"),
            (issuer.Token("rms-operate", key: foreign), "the token is not valid here"),
            (issuer.ForgedToken("rms-operate"), "the token is not valid here"),
            ("a.b.c", "the token is not valid here"),
        ];
        foreach (var (token, reason) in cases)
        {
            (await SendAsync(role, HttpMethod.Get, "/look", token)).ShouldBe((HttpStatusCode.Unauthorized, reason));
        }
    }

    [Fact]
    public async Task Roles_may_come_in_a_claim_of_another_name_as_words_of_one_text()
    {
        await using var issuer = await TestIssuer.StartAsync();
        await using var role = await StartAsync(
            ("Access:Authority", issuer.Url), ("Access:Audience", TestIssuer.Audience), ("Access:RoleClaim", "scope"), ("Access:OperateRole", "risk.operate"));
        (await SendAsync(role, HttpMethod.Post, "/change", issuer.Token("openid risk.operate", "scope"))).Status.ShouldBe(HttpStatusCode.OK);
        (await SendAsync(role, HttpMethod.Post, "/change", issuer.Token("openid risk.operates", "scope"))).Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task While_the_issuer_cannot_be_reached_its_tokens_are_not_taken_and_others_are()
    {
        await using var issuer = await TestIssuer.StartAsync();
        var nobody = $"http://127.0.0.1:{LoopbackPorts.Free(1)[0]}";
        await using var role = await StartAsync(("Access:Authority", nobody), ("Access:Audience", TestIssuer.Audience), Operate());
        (await SendAsync(role, HttpMethod.Get, "/look", issuer.Token("rms-operate", issuedBy: nobody))).ShouldBe(
            (HttpStatusCode.ServiceUnavailable, "the token's issuer cannot be reached to check it"));
        (await SendAsync(role, HttpMethod.Get, "/look", OperateToken)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("Access:Authority", "https://issuer.example", "Access:Authority and Access:Audience: expected both or none")]
    [InlineData("Access:Authority", "http://issuer.example", "Access:Authority = 'http://issuer.example': expected an https URL, or an http URL on loopback")]
    [InlineData("Access:OperateRole", "rms-read", "Access:OperateRole = 'rms-read': expected another role than Access:ReadRole")]
    [InlineData("Http:MaxRequestBytes", "1", "Http:MaxRequestBytes = '1': expected a whole number from 65536 to 100000000")]
    [InlineData("Http:MaxRequestsPerSecond", "0", "Http:MaxRequestsPerSecond = '0': expected a whole number from 1 to 1000000")]
    public async Task A_setting_that_cannot_be_used_is_told_at_the_start(string key, string value, string message) =>
        (await Should.ThrowAsync<OptionsException>(() => StartAsync((key, value)))).Message.ShouldContain(message);

    [Fact]
    public async Task A_body_past_the_limit_is_refused()
    {
        await using var role = await StartAsync(("Http:MaxRequestBytes", "65536"));
        using var fits = await role.Http.PostAsync("/change", new ByteArrayContent(new byte[65_536]));
        fits.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var tooLarge = await role.Http.PostAsync("/change", new ByteArrayContent(new byte[65_537]));
        tooLarge.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task A_caller_that_asks_too_often_is_told_so_and_the_probes_are_not_counted()
    {
        await using var role = await StartAsync(("Http:MaxRequestsPerSecond", "3"));
        var answers = new List<HttpResponseMessage>();
        for (var at = 0; at < 50; at++)
        {
            answers.Add(await role.Http.GetAsync("/look"));
        }

        var refused = answers.Where(answer => answer.StatusCode == HttpStatusCode.TooManyRequests).ToList();
        refused.Count.ShouldBeGreaterThan(answers.Count / 2);
        answers.ShouldContain(answer => answer.StatusCode == HttpStatusCode.OK);
        refused[0].Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(1));
        for (var at = 0; at < 10; at++)
        {
            (await role.Http.GetAsync("/healthz/none")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        }
    }

    private (string Key, string Value) Read() => ("Access:ReadTokenFile", FileOf("read", ReadToken));

    private (string Key, string Value) Operate() => ("Access:OperateTokenFile", FileOf("operate", OperateToken));

    private string FileOf(string name, string token)
    {
        var file = Path.Combine(_folder.FullName, name);
        File.WriteAllText(file, token + "\n");
        return file;
    }

    private static Task<RunningRole> StartAsync(params (string Key, string Value)[] settings) => RunningRole.StartAsync(
        new Role("clerk", _ => { }, app =>
        {
            app.MapGet("/look", () => Results.Json(new { seen = true }));
            app.MapPost("/change", async (HttpContext context) =>
            {
                await context.Request.Body.CopyToAsync(Stream.Null);
                return Results.Json(new { changed = true });
            }).RequireAuthorization(AccessPolicies.Operate);
        }),
        settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));

    private static async Task<(HttpStatusCode Status, string Error)> SendAsync(
        RunningRole role, HttpMethod method, string path, string? token = null, (string Name, string Value)? header = null)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        if (header is { } extra)
        {
            request.Headers.TryAddWithoutValidation(extra.Name, extra.Value);
        }

        using var answer = await role.Http.SendAsync(request);
        if (answer.IsSuccessStatusCode || answer.Content.Headers.ContentType?.MediaType != "application/json")
        {
            return (answer.StatusCode, "");
        }

        return (answer.StatusCode, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("error").GetString()!);
    }
}
