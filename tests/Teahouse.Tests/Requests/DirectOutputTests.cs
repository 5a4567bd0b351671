using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Teahouse.Server.Requests;

namespace Teahouse.Tests.Requests;

public sealed class DirectOutputTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task What_is_written_to_a_closed_socket_ends_the_output()
    {
        using var pair = await SocketPair.Open();
        await pair.Run(async output =>
        {
            Assert.False((await output.WriteAsync("a"u8.ToArray())).IsCompleted);
            pair.Own.Dispose();
            Assert.True((await output.WriteAsync("b"u8.ToArray())).IsCompleted);
        });
    }

    [Fact]
    public async Task A_write_that_is_given_up_ends_the_connection()
    {
        using var pair = await SocketPair.Open();
        using var stop = new CancellationTokenSource();
        await pair.Run(async output =>
        {
            var writing = output.WriteAsync(new byte[64 << 20], stop.Token).AsTask();
            Assert.False(writing.IsCompleted);
            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writing.WaitAsync(Patience));
            Assert.True(pair.Connection.ConnectionClosed.IsCancellationRequested);
        });
    }

    [Fact]
    public async Task What_is_larger_than_its_first_memory_arrives_as_it_was_written()
    {
        using var pair = await SocketPair.Open();
        var (sent, arrived) = (new byte[100_000], new byte[100_000]);
        Random.Shared.NextBytes(sent);
        await pair.Run(async output =>
        {
            for (var i = 0; i < sent.Length; i += 1000)
            {
                sent.AsSpan(i, 1000).CopyTo(output.GetSpan(1000 + (i % 3000)));
                output.Advance(1000);
            }
            Assert.Equal(sent.Length, output.UnflushedBytes);
            await output.FlushAsync();
            Assert.Equal(0, output.UnflushedBytes);
            await using var stream = new NetworkStream(pair.Other);
            await stream.ReadExactlyAsync(arrived);
        });
        Assert.Equal(sent, arrived);
    }

    /// <summary>Two ends of a connection on this machine; who aborts it closes its own end, as Kestrel does.</summary>
    private sealed class SocketPair : IConnectionSocketFeature, IDisposable
    {
        private SocketPair(Socket own, Socket other)
        {
            (Own, Other) = (own, other);
            Connection.Features.Set<IConnectionSocketFeature>(this);
            Connection.Transport = new Kestrels(new Pipe().Reader, new Pipe().Writer);
            Connection.ConnectionClosed.Register(Own.Dispose);
        }

        public DefaultConnectionContext Connection { get; } = new();

        public Socket Own { get; }

        public Socket Other { get; }

        Socket IConnectionSocketFeature.Socket => Own;

        public static async Task<SocketPair> Open()
        {
            using var listener = new Socket(SocketType.Stream, ProtocolType.Tcp);
            listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            listener.Listen();
            var other = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await other.ConnectAsync(listener.LocalEndPoint!);
            return new SocketPair(await listener.AcceptAsync(), other);
        }

        public Task Run(Func<PipeWriter, Task> use) =>
            DirectOutput.Prepare(connection => use(connection.Transport.Output))(Connection);

        public void Dispose()
        {
            Own.Dispose();
            Other.Dispose();
        }

        private sealed record Kestrels(PipeReader Input, PipeWriter Output) : IDuplexPipe;
    }
}
