using System.Net;
using System.Net.Sockets;

namespace RmsActors.Testing;

/// <summary>Carries connections from an address to another one, for what listens on loopback alone. It closes one side when the other closes.</summary>
public sealed class TcpForwarder : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _accepting;

    private TcpForwarder(TcpListener listener, IPEndPoint to)
    {
        _listener = listener;
        From = (IPEndPoint)listener.LocalEndpoint;
        _accepting = AcceptAsync(to);
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint From { get; }

    /// <summary>Starts one, on a port that the system chooses.</summary>
    public static TcpForwarder Start(IPAddress from, IPEndPoint to)
    {
        var listener = new TcpListener(from, 0);
        listener.Start();
        return new TcpForwarder(listener, to);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _accepting;
        _end.Dispose();
    }

    private async Task AcceptAsync(IPEndPoint to)
    {
        var carried = new List<Task>();
        try
        {
            while (true)
            {
                carried.Add(CarryAsync(await _listener.AcceptTcpClientAsync(_end.Token), to));
                carried.RemoveAll(static task => task.IsCompleted);
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(carried);
        }
    }

    private async Task CarryAsync(TcpClient near, IPEndPoint to)
    {
        using (near)
        using (var far = new TcpClient())
        {
            try
            {
                await far.ConnectAsync(to, _end.Token);
                near.NoDelay = far.NoDelay = true;
                var (here, there) = (near.GetStream(), far.GetStream());
                await await Task.WhenAny(here.CopyToAsync(there, _end.Token), there.CopyToAsync(here, _end.Token));
            }
            catch (Exception ended) when (ended is IOException or SocketException or OperationCanceledException)
            {
                // The other side learns of it by the end of its connection.
            }
        }
    }
}
