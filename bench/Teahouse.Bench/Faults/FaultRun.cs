using Teahouse.Bench.Check;
using Teahouse.Bench.Guests;
using Teahouse.Bench.Journal;
using Teahouse.Bench.Processes;
using Teahouse.Client;

namespace Teahouse.Bench.Faults;

/// <summary>
/// One run of a fault: a server in a process of its own, a crowd that talks, what the fault does to them, and at the end, when
/// everything had its time to heal, the check.
/// </summary>
internal sealed class FaultRun : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly JournalFile _journal;

    private FaultRun(DirectoryInfo folder, ServerProcess server)
    {
        (_folder, Server) = (folder, server);
        _journal = new JournalFile(Journals, "run");
    }

    /// <summary>The server.</summary>
    public ServerProcess Server { get; private set; }

    /// <summary>The folder of all journals.</summary>
    public string Journals => _folder.CreateSubdirectory("journals").FullName;

    /// <summary>Where a window's messages wait; they outlive its process.</summary>
    public IOutboxStore Outbox(Guid device) => new FileOutboxStore(Path.Combine(_folder.FullName, "outboxes", $"{device:N}"));

    /// <summary>A path beside the journals, for what the fault needs.</summary>
    public string PathOf(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>Starts the server.</summary>
    /// <param name="guests">How many accounts it has.</param>
    /// <param name="seed">A fault to build in, see <see cref="NegativeControl"/>.</param>
    /// <param name="serve">More options of the serve command.</param>
    public static async Task<FaultRun> Start(int guests, string seed = "", params string[] serve)
    {
        var folder = Directory.CreateTempSubdirectory("teahouse-bench-");
        var data = folder.CreateSubdirectory("data").FullName;
        return new FaultRun(folder, await ServerProcess.Start(data, guests, seed, serve));
    }

    /// <summary>Lets a crowd in.</summary>
    /// <param name="size">How many.</param>
    /// <param name="door">Where each window connects; the server itself when nothing stands in between.</param>
    /// <param name="time">The clock of the windows.</param>
    public async Task<Crowd> Enter(CrowdSize size, Func<int, Uri>? door = null, TimeProvider? time = null)
    {
        var crowd = Gather(size, door, time);
        await crowd.Enter();
        return crowd;
    }

    /// <summary>Makes the windows of a crowd that comes in later; see <see cref="Enter"/>.</summary>
    public Crowd Gather(CrowdSize size, Func<int, Uri>? door = null, TimeProvider? time = null) => Crowd.Gather(
        size, Server.Guests, new Entrance(door ?? (_ => Server.Url), Outbox, Journals) { Time = time ?? TimeProvider.System });

    /// <summary>Starts a crowd in a process of its own; started again, it has the same windows with what waits in them.</summary>
    /// <param name="size">How many.</param>
    /// <param name="first">How many accounts belong to others.</param>
    public BenchProcess Launch(CrowdSize size, int first) => new(
    [
        "crowd", "--server", $"{Server.Url}", "--data", Server.Data, "--journals", Journals, "--outboxes", PathOf("outboxes"),
        "--first", $"{first}", "--guests", $"{size.Guests}", "--windows", $"{size.Windows}", "--rate", $"{size.Rate}",
    ]);

    /// <summary>Does something harmful, and notes from when until when.</summary>
    public async Task Harm(string name, Func<Task> harm)
    {
        var at = JournalFile.Now;
        await harm();
        _journal.Write(new FaultSpan(at, name, JournalFile.Now));
    }

    /// <summary>kill -9 of the server, and a new start on the same folder.</summary>
    public Task KillServer() => Harm("kill -9", () =>
    {
        Server.Kill();
        return Server.Restart();
    });

    /// <summary>Notes that the server was given the state of an earlier moment.</summary>
    public void NoteRolledBack(long to) => _journal.Write(new RolledBack(JournalFile.Now, to));

    /// <summary>
    /// Gives everybody time to send and to have everything, looks at it with fresh windows too, ends the server as an operator does, and
    /// checks.
    /// </summary>
    /// <param name="patience">How long it may take until all have all, once everything is sent.</param>
    /// <param name="crowds">Who was there; everybody is sent home.</param>
    public async Task<Verdict> Finish(TimeSpan patience, params Crowd[] crowds)
    {
        foreach (var crowd in crowds) await crowd.Sent(TimeSpan.FromSeconds(60));
        foreach (var crowd in crowds) await crowd.Settle(patience);
        await using var fresh = await Enter(CrowdSize.Fresh);
        await fresh.Settle(patience);
        foreach (var crowd in crowds.Append(fresh)) crowd.WriteStates();
        foreach (var crowd in crowds) await crowd.DisposeAsync();
        await Server.Stop();
        return Checker.Check(Journals, Server.Data);
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _journal.Dispose();
        if (Environment.GetEnvironmentVariable("TEAHOUSE_KEEP") is null) _folder.Delete(recursive: true);
    }
}
