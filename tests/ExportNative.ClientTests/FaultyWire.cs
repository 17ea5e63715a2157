using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ExportNative.ClientTests;

/// <summary>What lies between a client and the service, and does what networks do: it breaks, it refuses, it holds streams back.</summary>
internal sealed class FaultyWire : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource ending = new();
    private readonly Lock gate = new();
    private readonly List<Socket> open = [];
    private readonly Uri service;
    private readonly Task accepting;
    private long sent;
    private long cutAfter = long.MaxValue;

    public FaultyWire(Uri service)
    {
        this.service = service;
        listener.Start();
        accepting = Accept();
    }

    /// <summary>Where clients connect.</summary>
    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");

    /// <summary>Bytes that clients have sent so far, headers too.</summary>
    public long Sent => Interlocked.Read(ref sent);

    /// <summary>How often connections were cut by <see cref="CutAfter"/>.</summary>
    public int Cuts { get; private set; }

    /// <summary>True: new connections are closed at once.</summary>
    public bool Refuses { get; set; }

    /// <summary>True: the answers to requests for events are never handed on, as by a proxy that waits for their end.</summary>
    public bool HoldsEvents { get; set; }

    /// <summary>Cuts all connections, again and again, whenever clients have sent so many bytes more.</summary>
    public void CutAfter(long bytes) => Interlocked.Exchange(ref cutAfter, bytes);

    /// <summary>Cuts all connections now.</summary>
    public void Cut()
    {
        lock (gate)
        {
            foreach (var socket in open)
            {
                // A reset, not an orderly end.
                socket.LingerState = new LingerOption(true, 0);
                socket.Close();
            }

            open.Clear();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        listener.Stop();
        Cut();
        await accepting;
        ending.Dispose();
    }

    private async Task Accept()
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptSocketAsync(ending.Token);
                if (Refuses)
                {
                    client.Close();
                    continue;
                }

                _ = Carry(client);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            return;
        }
    }

    private async Task Carry(Socket client)
    {
        var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, service.Port, ending.Token);
            lock (gate)
            {
                open.AddRange([client, server]);
            }

            var isHeld = new StrongBox();
            await Task.WhenAny(Pump(client, server, piece => Note(piece, isHeld), () => false), Pump(server, client, _ => { }, () => isHeld.Value));
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The service is away: so is the way to it.
        }
        finally
        {
            lock (gate)
            {
                open.Remove(client);
                open.Remove(server);
                client.Close();
                server.Close();
            }
        }
    }

    private void Note(ReadOnlyMemory<byte> piece, StrongBox isHeld)
    {
        var start = Encoding.ASCII.GetString(piece.Span[..Math.Min(piece.Length, 200)]);
        isHeld.Value = HoldsEvents && start.StartsWith("GET ", StringComparison.Ordinal) && start.Split(' ')[1].EndsWith("/events", StringComparison.Ordinal);
        var all = Interlocked.Add(ref sent, piece.Length);
        var every = Interlocked.Read(ref cutAfter);
        if (every != long.MaxValue && all / every > (all - piece.Length) / every)
        {
            Cuts++;
            Cut();
        }
    }

    private async Task Pump(Socket from, Socket to, Action<ReadOnlyMemory<byte>> note, Func<bool> isHeld)
    {
        var buffer = new byte[1 << 16];
        try
        {
            int read;
            while ((read = await from.ReceiveAsync(buffer, ending.Token)) > 0)
            {
                note(buffer.AsMemory(0, read));
                for (var done = 0; done < read && !isHeld();)
                {
                    done += await to.SendAsync(buffer.AsMemory(done, read - done), ending.Token);
                }
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            return;
        }
    }

    /// <summary>Shared by the two directions of one connection.</summary>
    private sealed class StrongBox
    {
        public volatile bool Value;
    }
}
