using Teahouse.Bench.Network;

namespace Teahouse.Bench.Faults;

/// <summary>A fault that the house must survive.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="What">What it does.</param>
/// <param name="Run">Runs it: fully, or shortly for the tests of every day.</param>
internal sealed record Fault(string Name, string What, Func<bool, Task<FaultRow>> Run)
{
    /// <summary>All of them.</summary>
    public static readonly Fault[] All =
    [
        new("server-kill", "kill -9 of the server at random moments", KilledServer.Run),
        new("power-loss", "only what was synced is left, and a random part of the rest", LostPower.Run),
        new("failing-fsync", "a sync of the disk fails, once or for good", FailingSync.Run),
        new("disk-full", "the disk is filled to its last byte, and emptied again", FullDisk.Run),
        new("damaged-files", "the WAL ends in garbage, or a page of the database is garbled", DamagedFiles.Run),
        new("server-freeze", "SIGSTOP of the server for 5 and 30 s", FrozenServer.Run),
        new("client-kill", "kill -9 of clients, which are opened again", KilledClients.Kill),
        new("client-freeze", "SIGSTOP of clients for 5 and 30 s", KilledClients.Freeze),
        new("backup-restore", "a backup is taken under load and restored", OldState.Restore),
        new("old-copy", "an old data folder is copied back by hand", OldState.CopyBack),
        new("slow-readers", "50 of 1,000 windows stop reading", SlowReaders.Run),
        new("clock", "the clocks of server and clients are set forward and back", WrongClock.Run),
        new("storm", "2,000 windows come back at once", ReconnectStorm.Run),
        new("cut", "connections cut with a reset", BadNetwork.Cut),
        new("silence", "no byte comes through for 5 and 30 s, either way", BadNetwork.Silence("silence", Storm.Silence)),
        new("silence-up", "no byte comes to the server for 5 and 30 s", BadNetwork.Silence("silence-up", Storm.SilenceUp)),
        new("silence-down", "no byte comes from the server for 5 and 30 s", BadNetwork.Silence("silence-down", Storm.SilenceDown)),
        new("delay", "every chunk takes up to 400 ms", BadNetwork.Of("delay", Storm.Delay, 3, TimeSpan.FromSeconds(10))),
        new("reorder", "chunks change places", BadNetwork.Of("reorder", Storm.Reorder, 3, TimeSpan.FromSeconds(10))),
        new("flip", "bits flip", BadNetwork.Of("flip", Storm.Flip, 3, TimeSpan.FromSeconds(10))),
        new("truncate", "chunks lose their ends", BadNetwork.Of("truncate", Storm.Truncate, 3, TimeSpan.FromSeconds(10))),
    ];
}
