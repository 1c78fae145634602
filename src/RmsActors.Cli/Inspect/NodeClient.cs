using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using RmsActors.Hosting;
using RmsActors.Rms.Inspection;

namespace RmsActors.Cli.Inspect;

/// <summary>Talks to a node's management endpoint. What goes wrong is told in words for whoever typed the command.</summary>
internal sealed class NodeClient : IDisposable
{
    // Longer than a node gives the others.
    private static readonly TimeSpan DefaultPatience = TimeSpan.FromSeconds(15);
    private readonly TimeSpan _patience;
    private readonly HttpClient _http;
    private readonly Uri _node;

    /// <param name="token">What the node is shown, or null.</param>
    /// <param name="patience">Until an answer begins; 15 s unless said.</param>
    public NodeClient(Uri node, string? token, TimeSpan? patience = null)
    {
        (_node, _patience) = (node, patience ?? DefaultPatience);
        _http = new HttpClient { BaseAddress = node, Timeout = Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
    }

    /// <summary>The node's answer.</summary>
    /// <exception cref="HttpRequestException">There is none, or a refusal.</exception>
    /// <exception cref="OptionsException">The node cannot use what was asked.</exception>
    public async Task<NodeReply<T>> GetAsync<T>(string path, CancellationToken cancel) =>
        await FindAsync<T>(path, cancel) ?? throw new HttpRequestException($"{_node}: 404: there is no such thing");

    /// <summary>The node's answer, or null where it says that there is none.</summary>
    /// <exception cref="HttpRequestException">There is no answer, or a refusal.</exception>
    /// <exception cref="OptionsException">The node cannot use what was asked.</exception>
    public Task<NodeReply<T>?> FindAsync<T>(string path, CancellationToken cancel) => SendAsync<T>(HttpMethod.Get, path, missingIsNull: true, cancel);

    /// <summary>Has the node do something.</summary>
    /// <exception cref="HttpRequestException">It does not answer, or refuses.</exception>
    /// <exception cref="OptionsException">The node cannot use what was asked.</exception>
    public async Task<NodeReply<JsonElement>> DoAsync(HttpMethod method, string path, CancellationToken cancel) => (await SendAsync<JsonElement>(method, path, missingIsNull: false, cancel))!;

    /// <summary>What the node tells, a JSON object a line, until it ends or the caller has seen enough.</summary>
    /// <exception cref="HttpRequestException">It does not answer, or refuses, or ends in the middle.</exception>
    public async IAsyncEnumerable<string> FollowAsync(string path, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var response = await RequestAsync(HttpMethod.Get, path, cancel);
        if (!response.IsSuccessStatusCode)
        {
            throw Refusal(response.StatusCode, await response.Content.ReadAsStringAsync(cancel));
        }

        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(cancel));
        while (await lines.ReadLineAsync(cancel) is { } line)
        {
            yield return line;
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<NodeReply<T>?> SendAsync<T>(HttpMethod method, string path, bool missingIsNull, CancellationToken cancel)
    {
        using var response = await RequestAsync(method, path, cancel);
        var text = await response.Content.ReadAsStringAsync(cancel);
        if (missingIsNull && response.StatusCode == HttpStatusCode.NotFound && ErrorOf(text) is not null)
        {
            return null;
        }

        if (!response.IsSuccessStatusCode)
        {
            throw Refusal(response.StatusCode, text);
        }

        try
        {
            return new NodeReply<T>(JsonSerializer.Deserialize<T>(text, InspectionFormat.Json)!, JsonSerializer.Deserialize<JsonElement>(text));
        }
        catch (JsonException)
        {
            throw new HttpRequestException($"--node = '{_node}': what answers there is no node's management endpoint of this version");
        }
    }

    private async Task<HttpResponseMessage> RequestAsync(HttpMethod method, string path, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(_patience);
        try
        {
            using var request = new HttpRequestMessage(method, path);
            return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
        }
        catch (HttpRequestException unreachable)
        {
            throw new HttpRequestException($"--node = '{_node}': {unreachable.Message}; is that a node's management endpoint (Management:Host, Management:Port)?", unreachable);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new HttpRequestException($"--node = '{_node}': no answer within {_patience.TotalSeconds:0.#} s");
        }
    }

    private Exception Refusal(HttpStatusCode status, string text) => (status, ErrorOf(text)) switch
    {
        (HttpStatusCode.BadRequest, { } error) => new OptionsException(error),
        (HttpStatusCode.NotFound, null) => new HttpRequestException($"--node = '{_node}': what answers there is no node's management endpoint of this version"),
        (HttpStatusCode.Unauthorized, var error) => new HttpRequestException($"{_node}: {error ?? "a bearer token is needed"}; name a file with it by --token-file, or put it into {TokenOption.Variable}"),
        (_, var error) => new HttpRequestException($"{_node}: {error ?? $"{(int)status} {status}"}"),
    };

    private static string? ErrorOf(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<JsonElement>(text) is { ValueKind: JsonValueKind.Object } answer && answer.TryGetProperty("error", out var error) ? error.GetString() : null;
        }
        catch (JsonException)
        {
            // Not ours: the caller says so.
            return null;
        }
    }
}

/// <summary>An answer, as a type and as it came.</summary>
internal sealed record NodeReply<T>(T Value, JsonElement Json);
