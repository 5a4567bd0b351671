using Microsoft.Extensions.Logging;
using Teahouse.Protocol;

namespace Teahouse.Client;

/// <summary>What the parts of one client share.</summary>
internal sealed partial class Session(ChatClientOptions options, ChatConnection connection)
{
    /// <summary>Guards everything that the parts know; never held over a wait or a call to others.</summary>
    public Lock Gate { get; } = new();

    public ChatConnection Connection { get; } = connection;

    public TimeProvider Time { get; } = options.Time;

    public Random Chance { get; } = options.Chance;

    public ILogger Log { get; } = options.Loggers.CreateLogger<ChatClient>();

    /// <summary>Who is signed in; null before the first welcome.</summary>
    public Person? Me { get; set; }

    /// <summary>
    /// How many connections were greeted. What an earlier one said may be of another log, and is not mixed with what came since.
    /// </summary>
    public int Welcomes { get; set; }

    /// <summary>Whether nobody sits at this window; told anew on each connection.</summary>
    public bool Away { get; set; }

    public long MyId => Me?.Id ?? 0;

    /// <summary>Runs work that nobody waits for; its end with the client is no error.</summary>
    public async void Background(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception e)
        {
            if (!Connection.Stopped.IsCancellationRequested) WorkFailed(Log, e);
        }
    }

    /// <summary>Tells the server whether somebody sits here, as it is when there is a connection.</summary>
    public void TellAway() => Background(() => AskAsync(async s =>
    {
        await s.SetAway(new AwayState(Away));
        return true;
    }));

    /// <summary>Tells the server something that is not worth a second try; on a broken connection nothing comes of it.</summary>
    public async void Whisper(Func<IChatServer, Task> call)
    {
        try
        {
            await call(Connection.Calls);
        }
        catch (Exception e) when (e is LinkException or ChatException or OperationCanceledException)
        {
            WhisperLost(Log, e);
        }
    }

    /// <summary>Tells listeners; what they throw is theirs.</summary>
    public void Raise(Action? changed)
    {
        try
        {
            changed?.Invoke();
        }
        catch (Exception e)
        {
            ListenerFailed(Log, e);
        }
    }

    public Task<T> AskAsync<T>(Func<IChatServer, Task<T>> call) => Connection.AskAsync(call);

    /// <summary>Something the user asked for: repeated over broken connections, refused at once.</summary>
    public Task<T> DemandAsync<T>(Func<IChatServer, Task<T>> call) => Connection.AskAsync(call, patient: false);

    [LoggerMessage(LogLevel.Error, "Work in the background failed.")]
    private static partial void WorkFailed(ILogger log, Exception e);

    [LoggerMessage(LogLevel.Debug, "The server was not told of a passing state.")]
    private static partial void WhisperLost(ILogger log, Exception e);

    [LoggerMessage(LogLevel.Error, "A listener of a change failed.")]
    private static partial void ListenerFailed(ILogger log, Exception e);
}
