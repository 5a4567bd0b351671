using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Teahouse.Tests.Kit;

/// <summary>The warnings and errors that a server logs.</summary>
public sealed class Complaints : ILoggerProvider
{
    private readonly ConcurrentQueue<string> _lines = [];

    public IEnumerable<string> Lines => _lines;

    /// <summary>Listens to a server from now on.</summary>
    public static Complaints Of(TestServer server)
    {
        var complaints = new Complaints();
        server.Get<ILoggerFactory>().AddProvider(complaints);
        return complaints;
    }

    public ILogger CreateLogger(string categoryName) => new Listener(categoryName, _lines);

    public void Dispose()
    {
    }

    private sealed class Listener(string category, ConcurrentQueue<string> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) lines.Enqueue($"{category}: {formatter(state, exception)} {exception}");
        }
    }
}
