using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Teahouse.Protocol;

namespace Teahouse.Tests.Kit;

/// <summary>The live connection without a client library: frames as text.</summary>
public sealed class RawLive : IDisposable
{
    private const char End = '\u001e';

    private readonly StringBuilder _received = new();
    private int _calls;

    /// <summary>The WebSocket itself.</summary>
    public ClientWebSocket Socket { get; } = new();

    /// <summary>Connects and shakes hands.</summary>
    public static async Task<RawLive> Connect(TestPerson person)
    {
        var live = new RawLive();
        live.Socket.Options.SetRequestHeader("Authorization", "Bearer " + person.Token);
        var address = new UriBuilder(new Uri(person.Home.Url, Wire.HubPath)) { Scheme = "ws" };
        await live.Socket.ConnectAsync(address.Uri, CancellationToken.None);
        await live.Write("""{"protocol":"json","version":1}""");
        Assert.Equal("{}", await live.Next());
        return live;
    }

    /// <summary>Calls a method with arguments as JSON text.</summary>
    /// <returns>The error, or null when the call was answered.</returns>
    public async Task<string?> Call(string method, params string[] arguments)
    {
        var id = $"{++_calls}";
        await Write($$"""{"type":1,"invocationId":"{{id}}","target":"{{method}}","arguments":[{{string.Join(',', arguments)}}]}""");
        while (true)
        {
            using var message = JsonDocument.Parse(await Next());
            var root = message.RootElement;
            if (root.GetProperty("type").GetInt32() != 3 || root.GetProperty("invocationId").GetString() != id) continue;
            return root.TryGetProperty("error", out var error) ? error.GetString() : null;
        }
    }

    /// <summary>Sends a frame of text as it is.</summary>
    public Task Write(string frame) =>
        Socket.SendAsync(Encoding.UTF8.GetBytes(frame + End), WebSocketMessageType.Text, true, CancellationToken.None);

    /// <summary>The next message.</summary>
    /// <exception cref="WebSocketException">The server has closed the connection.</exception>
    public async Task<string> Next()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var buffer = new byte[16 * 1024];
        while (true)
        {
            var text = _received.ToString();
            if (text.IndexOf(End, StringComparison.Ordinal) is >= 0 and var end)
            {
                _received.Remove(0, end + 1);
                return text[..end];
            }
            var part = await Socket.ReceiveAsync(buffer, patience.Token);
            if (part.MessageType == WebSocketMessageType.Close) throw new WebSocketException("Closed by the server.");
            _received.Append(Encoding.UTF8.GetString(buffer, 0, part.Count));
        }
    }

    public void Dispose() => Socket.Dispose();
}
