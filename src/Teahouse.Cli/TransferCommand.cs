using System.CommandLine;
using Spectre.Console;
using Teahouse.Client;

namespace Teahouse.Cli;

/// <summary>What <c>send</c> and <c>receive</c> share: they log in, stay connected, and can be stopped at any moment.</summary>
internal abstract class TransferCommand : Command
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    private const int LogWidth = 4000;

    private readonly Account _account = new();

    protected TransferCommand(string name, string description) : base(name, description)
    {
        _account.AddTo(this);
        SetAction(RunAsync);
    }

    /// <summary>Whether it sends; else it receives.</summary>
    protected abstract bool Sends { get; }

    /// <summary>The command's work, with a client that is connected, or will be again.</summary>
    /// <returns>The exit code.</returns>
    protected abstract Task<int> WorkAsync(Desk desk, ParseResult parsed, CancellationToken stop);

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(parsed.InvocationConfiguration.Output) });
        // A line in a log is not broken at the edge of a screen that nobody sits at.
        if (!console.Profile.Out.IsTerminal) console.Profile.Width = LogWidth;
        try
        {
            if (await _account.EnterAsync(parsed, console, cancel) is not { } options) return ExitCode.Failed;
            await using var client = new ChatClient(options);
            await client.StartAsync();
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            var desk = new Desk(client, options, console);
            var work = WorkAsync(desk, parsed, stop.Token);
            var notes = new PauseNotes(desk, Sends);
            while (!work.IsCompleted && !client.Link.IsFinal)
            {
                notes.Look();
                await Task.WhenAny(work, Task.Delay(Look, cancel));
            }
            if (work.IsCompleted) return await work;
            await stop.CancelAsync();
            desk.Say(Texts.SignedOut);
            return ExitCode.Failed;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            await parsed.InvocationConfiguration.Output.WriteLineAsync(Texts.Stopped);
            return ExitCode.Stopped;
        }
    }

    /// <summary>Waits until something holds.</summary>
    protected static async Task UntilAsync(Func<bool> holds, CancellationToken stop)
    {
        while (!holds()) await Task.Delay(Look, stop);
    }
}

/// <summary>What a transfer command works with.</summary>
/// <param name="Client">The connection and the conversations.</param>
/// <param name="Options">For what moves bytes.</param>
/// <param name="Console">Where it says what happens.</param>
internal sealed record Desk(ChatClient Client, ChatClientOptions Options, IAnsiConsole Console)
{
    /// <summary>Says a line, above the bars if there are any.</summary>
    public void Say(string text) => Console.WriteLine(text);

    /// <summary>Shows bars while the work runs.</summary>
    public Task<T> ShowAsync<T>(Func<ProgressContext, Task<T>> work) => Console.Progress()
        .AutoClear(true)
        .Columns(
            new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(),
            new TransferSpeedColumn(), new RemainingTimeColumn())
        .StartAsync(work);
}
