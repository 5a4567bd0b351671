using Teahouse.Server.Storage;

namespace Teahouse.Server.Users;

/// <summary>
/// How a command of another process tells the running server that sessions were ended: it touches a file, which the server watches.
/// The file has a folder to itself, since the database's own files change with every message.
/// </summary>
internal sealed partial class SessionCall(DataFolder folder, SessionRules sessions, ILogger<SessionCall> log) : IHostedService, IDisposable
{
    private const string FileName = "sessions.changed";

    private FileSystemWatcher? _watcher;

    /// <summary>Calls the server of a data folder, if one is running.</summary>
    public static void Send(string dataFolder) =>
        File.WriteAllText(Path.Combine(DataFolder.CallsOf(dataFolder), FileName), Guid.NewGuid().ToString());

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _watcher = new FileSystemWatcher(folder.Calls, FileName);
        _watcher.Changed += (_, _) => _ = Answer();
        _watcher.Created += (_, _) => _ = Answer();
        _watcher.EnableRaisingEvents = true;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose() => _watcher?.Dispose();

    private async Task Answer()
    {
        try
        {
            await sessions.EndRevoked();
        }
        catch (Exception fault)
        {
            LogFault(fault);
        }
    }

    [LoggerMessage(LogLevel.Error, "The sessions that a command ended could not be looked through")]
    private partial void LogFault(Exception fault);
}
