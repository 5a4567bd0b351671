using System.Globalization;
using System.Text.Json;
using Teahouse.Bench.Processes;
using Teahouse.Bench.Works.Fanout;

namespace Teahouse.Bench.Works.Commit;

/// <summary>How many send, and on what disk.</summary>
/// <param name="Senders">Each says the next thing as soon as the last one is stored.</param>
/// <param name="Seconds">How long it is measured.</param>
/// <param name="SyncDelay">What each sync takes more.</param>
internal sealed record CommitPlan(int Senders, double Seconds, TimeSpan SyncDelay)
{
    private const string Counts = "syncs";

    /// <summary>Measures both sides, one after the other.</summary>
    /// <exception cref="InvalidOperationException">One of them gave up; it says why.</exception>
    public async Task<CommitRound> Measure(CPrograms programs, string folder)
    {
        var least = await Append(programs, Path.Combine(folder, "appended"));
        var data = Directory.CreateDirectory(Path.Combine(folder, "data"));
        var round = new CommitRound(await Send(programs, data.FullName), least);
        data.Delete(recursive: true);
        return round;
    }

    private async Task<AppendResult> Append(CPrograms programs, string file)
    {
        string[] arguments = [file, $"{Senders}", Text(Seconds), Text(SyncDelay.TotalMilliseconds)];
        var lines = await CPrograms.Run(programs.Append, "append", arguments);
        File.Delete(file);
        return JsonSerializer.Deserialize<AppendResult>(lines[^1], JsonSerializerOptions.Web)!;
    }

    private async Task<CommitResult> Send(CPrograms programs, string data)
    {
        // In pairs, so an odd one has a partner who is silent.
        await using var server = await ServerProcess.Start(
            data, Senders + Senders % 2, "", "--sync-counts", Counts, "--sync-delay", Text(SyncDelay.TotalMilliseconds));
        var sessions = Path.Combine(data, "sessions.txt");
        await File.WriteAllLinesAsync(sessions, server.Guests.Select(guest => guest.Token));
        string[] arguments =
            [$"{server.Url.Port}", $"{Senders}", Text(Seconds), $"{server.Id}", Path.Combine(data, Counts), sessions];
        var lines = await CPrograms.Run(programs.Senders, "teahouse", arguments);
        return JsonSerializer.Deserialize<CommitResult>(lines[^1], JsonSerializerOptions.Web)!;
    }

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>One round of both sides.</summary>
internal sealed record CommitRound(CommitResult Ours, AppendResult Least);
