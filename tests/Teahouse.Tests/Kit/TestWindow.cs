using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Teahouse.Protocol;

namespace Teahouse.Tests.Kit;

/// <summary>
/// A bare live connection: the server's calls as they are, and everything that was heard. It neither reconnects nor fills gaps.
/// </summary>
public sealed class TestWindow : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ConcurrentQueue<object> _heard = [];
    private readonly SemaphoreSlim _news = new(0);
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private TestWindow(HubConnection hub) => Hub = hub;

    public HubConnection Hub { get; }

    public Guid DeviceId { get; } = Guid.NewGuid();

    public Welcome Welcome { get; private set; } = null!;

    /// <summary>Ends when the connection has.</summary>
    public Task Closed => _closed.Task.WaitAsync(Patience);

    /// <summary>Connects without the first call.</summary>
    public static async Task<TestWindow> Connect(TestPerson person)
    {
        var builder = new HubConnectionBuilder().WithUrl(new Uri(person.Home.Url, Wire.HubPath), options =>
        {
            options.SkipNegotiation = true;
            options.Transports = HttpTransportType.WebSockets;
            options.AccessTokenProvider = () => Task.FromResult<string?>(person.Token);
        });
        builder.AddJsonProtocol(json => Wire.Copy(Wire.Tolerant, json.PayloadSerializerOptions));
        var window = new TestWindow(builder.Build());
        window.Listen();
        await window.Hub.StartAsync();
        return window;
    }

    /// <summary>The first call.</summary>
    public async Task<Welcome> Hello() => Welcome = await Call<Welcome>(nameof(IChatServer.Hello), new Hello(Wire.Version, DeviceId));

    public Task<Sent> Say(string text, long conversationId = Limits.PublicRoom) =>
        Call<Sent>(nameof(IChatServer.Send), new SendText(conversationId, Guid.CreateVersion7(), text));

    /// <summary>Any call; a refusal is thrown as <see cref="ChatException"/>.</summary>
    public async Task<T> Call<T>(string method, params object?[] arguments)
    {
        try
        {
            return await Hub.InvokeCoreAsync<T>(method, arguments);
        }
        catch (HubException e)
        {
            throw Refused(e) ?? (Exception)e;
        }
    }

    /// <inheritdoc cref="Call{T}"/>
    public Task Call(string method, params object?[] arguments) => Call<object?>(method, arguments);

    /// <summary>Waits until something of this kind has been heard, and takes it; what came before it is passed over.</summary>
    public async Task<T> Hear<T>(Func<T, bool>? which = null)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            while (_heard.TryDequeue(out var heard))
            {
                if (heard is T wanted && which?.Invoke(wanted) != false) return wanted;
            }
            await _news.WaitAsync(patience.Token);
        }
    }

    /// <summary>Everything of this kind that was heard and not taken yet.</summary>
    public IEnumerable<T> Heard<T>() => _heard.OfType<T>();

    public ValueTask DisposeAsync() => Hub.DisposeAsync();

    private static ChatException? Refused(HubException e)
    {
        var json = e.Message.IndexOf('{', StringComparison.Ordinal);
        return json < 0 ? null : new ChatException(JsonSerializer.Deserialize<Refusal>(e.Message[json..], Wire.Tolerant)!);
    }

    private void Listen()
    {
        Note<EventBatch>(nameof(IChatClient.Events));
        Note<HeadList>(nameof(IChatClient.Heads));
        Note<Heartbeat>(nameof(IChatClient.Heartbeat));
        Note<MarkRead>(nameof(IChatClient.ReadMoved));
        Note<PresenceUpdate>(nameof(IChatClient.Presence));
        Note<TypingNow>(nameof(IChatClient.Typing));
        Note<Conversation>(nameof(IChatClient.ConversationAdded));
        Note<TransferProgress>(nameof(IChatClient.TransferProgress));
        Note<Goodbye>(nameof(IChatClient.Goodbye));
        Hub.Closed += _ =>
        {
            _closed.TrySetResult();
            return Task.CompletedTask;
        };
    }

    private void Note<T>(string method) => Hub.On<T>(method, heard =>
    {
        _heard.Enqueue(heard!);
        _news.Release();
    });
}
