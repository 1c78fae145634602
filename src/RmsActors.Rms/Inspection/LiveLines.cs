using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;
using RmsActors.Hosting;

namespace RmsActors.Rms.Inspection;

/// <summary>Sends what happens, a JSON object a line, until the caller has seen enough or the node ends. A few at once: each holds a connection.</summary>
internal sealed class LiveLines : IDisposable
{
    private const int MaxAtOnce = 8;
    private static readonly byte[] NewLine = "\n"u8.ToArray();
    private readonly SemaphoreSlim _places = new(MaxAtOnce);

    /// <param name="first">What has happened already.</param>
    public async Task SendAsync<T>(HttpContext context, IEnumerable<T> first, ChannelReader<T> next, CancellationToken stopping)
    {
        if (!_places.Wait(0, CancellationToken.None))
        {
            await InspectionEndpoints.RefuseAsync(context, StatusCodes.Status429TooManyRequests, $"{MaxAtOnce} watch already");
            return;
        }

        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        try
        {
            context.Response.ContentType = "application/x-ndjson";
            foreach (var line in first)
            {
                await WriteAsync(context, line, end.Token);
            }

            await context.Response.Body.FlushAsync(end.Token);
            await foreach (var line in next.ReadAllAsync(end.Token))
            {
                await WriteAsync(context, line, end.Token);
                await context.Response.Body.FlushAsync(end.Token);
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // Either side has had enough.
        }
        finally
        {
            _places.Release();
        }
    }

    public void Dispose() => _places.Dispose();

    private static async Task WriteAsync<T>(HttpContext context, T line, CancellationToken cancel)
    {
        await context.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(line, InspectionFormat.Json), cancel);
        await context.Response.Body.WriteAsync(NewLine, cancel);
    }
}
