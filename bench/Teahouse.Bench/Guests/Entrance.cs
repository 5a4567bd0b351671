using Teahouse.Client;

namespace Teahouse.Bench.Guests;

/// <summary>Where a crowd comes in, and what its windows have.</summary>
/// <param name="Door">Where each window connects, by its number.</param>
/// <param name="Outbox">Where the messages of a window wait, by its id.</param>
/// <param name="Journals">The folder of the journals.</param>
internal sealed record Entrance(Func<int, Uri> Door, Func<Guid, IOutboxStore> Outbox, string Journals)
{
    /// <summary>The windows' ids by their numbers; new ones by default.</summary>
    public Func<int, Guid> Device { get; init; } = _ => Guid.NewGuid();

    /// <summary>The clock of the windows.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
