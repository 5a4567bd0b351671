using Teahouse.Client;
using Teahouse.Protocol;

namespace Teahouse.Web.Messages;

/// <summary>One row of the list of messages.</summary>
/// <param name="Key">The same for the same thing in every list, also while a message goes from waiting to stored.</param>
public abstract record TimelineRow(string Key);

/// <summary>A day begins.</summary>
public sealed record DayRow(DateOnly Day) : TimelineRow($"day-{Day.DayNumber}");

/// <summary>Here the unread messages begin.</summary>
public sealed record UnreadRow() : TimelineRow(RowKey)
{
    public const string RowKey = "unread";
}

/// <summary>A message, or a file's card: of the log, or waiting in the outbox.</summary>
/// <param name="Key">The client's id for one's own, else the seq.</param>
/// <param name="Event">The entry of the log, or null while it waits.</param>
/// <param name="Item">The entry of the outbox, or null when it is in the log.</param>
/// <param name="Mine">Whether this user wrote it.</param>
/// <param name="Heads">Whether it begins a group, and so shows who wrote it.</param>
/// <param name="Day">The day on which it was written.</param>
/// <param name="Tone">The colour that its author chose, 0 for none.</param>
public sealed record MessageRowData(string Key, Event? Event, OutboxItem? Item, bool Mine, bool Heads, DateOnly Day, int Tone = 0)
    : TimelineRow(Key)
{
    public long At => Event?.At ?? Item!.CreatedAt;
}

/// <summary>Neighbouring rows that are drawn together, so that a new message draws its own block only.</summary>
/// <param name="Key">The same for the same block in every list.</param>
/// <param name="Number">Its place among the blocks: those of the log, and behind them those of what waits.</param>
/// <param name="Rows">The rows.</param>
public sealed record RowBlock(long Key, int Number, List<TimelineRow> Rows)
{
    /// <summary>How many messages stand in a block.</summary>
    public const int Size = 1 << Shift;

    private const int Shift = 3;

    /// <summary>The block of a row of the log.</summary>
    public static int Of(int row) => row >> Shift;

    /// <summary>The first row of a block of the log.</summary>
    public static int FirstOf(int block) => block << Shift;

    /// <summary>Whether both show the same rows at the same place.</summary>
    public bool Shows(RowBlock? other) => other is not null && Number == other.Number
        && Rows.SequenceEqual(other.Rows, ReferenceEqualityComparer.Instance);
}
