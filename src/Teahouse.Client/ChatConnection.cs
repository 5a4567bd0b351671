using Microsoft.Extensions.Logging;
using Teahouse.Protocol;

namespace Teahouse.Client;

/// <summary>
/// Keeps one live connection: makes it, greets, makes it again with growing waits when it breaks, and gives up only when the server
/// said a final goodbye, when there is no session, or when the versions differ.
/// </summary>
internal sealed partial class ChatConnection : IAsyncDisposable
{
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(4);

    /// <summary>A connection that lasted so long starts the waits from the beginning.</summary>
    private static readonly TimeSpan Steady = TimeSpan.FromSeconds(5);

    /// <summary>A server that is stopping may still let somebody in for a moment; it is of no use.</summary>
    private static readonly TimeSpan Stopping = TimeSpan.FromSeconds(1);

    /// <summary>After so many faults of the server's in a row it is no use to ask again.</summary>
    private const int FaultTries = 5;

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly ChatClientOptions _options;
    private readonly Dial _dial;
    private readonly Func<LinkEvents> _listen;
    private readonly ILogger _log;
    private TaskCompletionSource<LiveLink> _online = new();
    private TaskCompletionSource _wake = new();
    private LiveLink? _current;
    private Task? _running;
    private bool _probing;

    /// <summary>Makes nothing yet; see <see cref="Start"/>.</summary>
    public ChatConnection(ChatClientOptions options, Dial dial, Func<LinkEvents> listen)
    {
        _options = options;
        _dial = dial;
        _listen = listen;
        _log = options.Loggers.CreateLogger<ChatConnection>();
        State = new LinkState(LinkStatus.Connecting, options.Time.GetUtcNow());
        Calls = new ServerCalls(this);
    }

    /// <summary>Where the connection stands.</summary>
    public LinkState State { get; private set; }

    /// <summary>Calls on the present connection.</summary>
    public IChatServer Calls { get; }

    /// <summary>Cancelled when the client is disposed of.</summary>
    public CancellationToken Stopped => _stop.Token;

    /// <summary>The state changed.</summary>
    public event Action? Changed;

    /// <summary>Begins to connect, in the background.</summary>
    public void Start() => _running ??= RunAsync();

    /// <summary>Tries now instead of later; when online, asks the server for a sign of life and connects anew without one.</summary>
    public void Nudge()
    {
        LiveLink? link;
        TaskCompletionSource sleeper;
        lock (_gate) (link, sleeper) = (_current, _wake);
        sleeper.TrySetResult();
        if (link is not null) _ = ProbeAsync(link);
    }

    /// <summary>Waits until there is a connection that has been greeted.</summary>
    public Task<LiveLink> OnlineAsync()
    {
        lock (_gate)
        {
            // A link that has just ended is not waited on again.
            if (_current is { Ended.IsCompleted: true }) Forget();
            return _current is { } link ? Task.FromResult(link) : _online.Task.WaitAsync(_stop.Token);
        }
    }

    /// <summary>One call on the present connection.</summary>
    public Task<T> CallAsync<T>(Func<IChatServer, Task<T>> call)
    {
        LiveLink? link;
        lock (_gate) link = _current;
        return link is null ? throw new LinkException("There is no connection.") : CallOnAsync(link, call);
    }

    /// <summary>Asks until there is an answer, over any number of connections; only for calls that may be repeated.</summary>
    /// <param name="call">The call; made anew for each try.</param>
    /// <param name="patient">Whether to wait and ask again after refusals that pass by themselves.</param>
    public async Task<T> AskAsync<T>(Func<IChatServer, Task<T>> call, bool patient = true)
    {
        for (var attempt = 0; ; attempt++)
        {
            var link = await OnlineAsync();
            try
            {
                return await call(Calls);
            }
            catch (LinkException) when (!_stop.IsCancellationRequested)
            {
                await EndOrWaitAsync(link, BackOff.Next(attempt, _options.Chance));
            }
            catch (ChatException e) when (patient && IsPassing(e.Code, attempt))
            {
                await WaitAsync(e.RetryAfter ?? BackOff.Next(attempt + 2, _options.Chance));
            }
        }
    }

    /// <summary>Whether a refusal passes by itself, so that the same is asked again later.</summary>
    /// <param name="code">The refusal.</param>
    /// <param name="attempt">How often it was tried before; a fault of the server's may pass, but not for ever.</param>
    public static bool IsPassing(ErrorCode code, int attempt) => code switch
    {
        ErrorCode.TooFast or ErrorCode.Busy or ErrorCode.DiskFull => true,
        // The connection is about to end for these; the question has nothing to do with it.
        ErrorCode.NotSignedIn or ErrorCode.OtherVersion => true,
        ErrorCode.Internal => attempt < FaultTries,
        _ => false,
    };

    /// <summary>Waits, at most until the client is disposed of.</summary>
    public Task WaitAsync(TimeSpan time) => Task.Delay(time, _options.Time, _stop.Token);

    /// <summary>Waits until a connection has ended, or for a while.</summary>
    public Task EndOrWaitAsync(LiveLink link, TimeSpan time) => Task.WhenAny(link.Ended, WaitAsync(time));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested) return;
        _stop.Cancel();
        if (_running is not null) await _running;
    }

    private async Task RunAsync()
    {
        for (var attempt = 0; !_stop.IsCancellationRequested; attempt++)
        {
            var events = _listen();
            var began = _options.Time.GetTimestamp();
            try
            {
                await LiveAsync(events);
                if (_options.Time.GetElapsedTime(began) > Steady) attempt = 0;
            }
            catch (ChatException e) when (e.Code is ErrorCode.NotSignedIn or ErrorCode.OtherVersion)
            {
                Become(e.Code == ErrorCode.NotSignedIn ? LinkStatus.SignedOut : LinkStatus.Outdated, events.Goodbye);
                return;
            }
            catch (Exception e) when (!_stop.IsCancellationRequested)
            {
                TryFailed(_log, e.GetBaseException().Message);
            }
            catch (Exception)
            {
                return;
            }
            if (events.Goodbye is GoodbyeCode.LoggedOut or GoodbyeCode.PasswordChanged or GoodbyeCode.AccountDisabled)
            {
                Become(LinkStatus.SignedOut, events.Goodbye);
                return;
            }
            var rest = BackOff.Next(attempt, _options.Chance);
            await RestAsync(events.Goodbye == GoodbyeCode.ServerStopping ? Stopping + rest : rest, events.Goodbye);
        }
    }

    /// <summary>One connection, from its making to its end.</summary>
    private async Task LiveAsync(LinkEvents events)
    {
        LiveLink? link = null;
        try
        {
            using var patience = new CancellationTokenSource(CallTimeout, _options.Time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, _stop.Token);
            link = await _dial(events, either.Token);
            var welcome = await CallOnAsync(link, s => s.Hello(new Hello(Wire.Version, _options.DeviceId)));
            events.Welcomed(welcome);
            Become(LinkStatus.Online, welcome.LastGoodbye, link: link);
            await Task.WhenAny(link.Ended, events.Dismissed).WaitAsync(_stop.Token);
        }
        finally
        {
            events.Close();
            lock (_gate) Forget();
            if (link is not null) _ = HangUpAsync(link);
        }
    }

    private void Forget()
    {
        _current = null;
        if (_online.Task.IsCompleted) _online = new();
    }

    private async Task RestAsync(TimeSpan time, GoodbyeCode? goodbye)
    {
        Task woken;
        lock (_gate)
        {
            if (_wake.Task.IsCompleted) _wake = new();
            woken = _wake.Task;
        }
        Become(LinkStatus.Offline, goodbye ?? State.Goodbye, _options.Time.GetUtcNow() + time);
        try
        {
            await woken.WaitAsync(time, _options.Time, _stop.Token);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
        }
        Become(LinkStatus.Offline, State.Goodbye);
    }

    private void Become(LinkStatus status, GoodbyeCode? goodbye, DateTimeOffset? next = null, LiveLink? link = null)
    {
        lock (_gate)
        {
            State = new LinkState(status, State.Status == status ? State.Since : _options.Time.GetUtcNow(), next, goodbye);
            _current = link;
        }
        Changed?.Invoke();
        // Outside the _gate, for whoever waits goes on from here at once.
        if (link is not null) _online.TrySetResult(link);
    }

    private async Task<T> CallOnAsync<T>(LiveLink link, Func<IChatServer, Task<T>> call)
    {
        try
        {
            return await call(link.Calls).WaitAsync(CallTimeout, _options.Time, _stop.Token);
        }
        catch (TimeoutException e)
        {
            _ = ProbeAsync(link);
            throw new LinkException("No answer in time.", e);
        }
        catch (Exception e) when (e is not (ChatException or LinkException) && !_stop.IsCancellationRequested)
        {
            throw new LinkException("The call broke.", e);
        }
    }

    /// <summary>Hangs up a connection on which the server does not answer any more; a network that went away says nothing.</summary>
    private async Task ProbeAsync(LiveLink link)
    {
        lock (_gate)
        {
            if (_probing) return;
            _probing = true;
        }
        try
        {
            await link.Calls.GetConversations().WaitAsync(ProbeTimeout, _options.Time, _stop.Token);
        }
        catch (ChatException)
        {
            // A refusal is a sign of life, too.
        }
        catch (Exception)
        {
            await HangUpAsync(link);
        }
        finally
        {
            lock (_gate) _probing = false;
        }
    }

    private async Task HangUpAsync(LiveLink link)
    {
        try
        {
            await link.HangUp();
        }
        catch (Exception e)
        {
            HangUpFailed(_log, e.Message);
        }
    }

    [LoggerMessage(LogLevel.Information, "The live connection failed: {Reason}")]
    private static partial void TryFailed(ILogger log, string reason);

    [LoggerMessage(LogLevel.Debug, "Hanging up failed: {Reason}")]
    private static partial void HangUpFailed(ILogger log, string reason);
}
