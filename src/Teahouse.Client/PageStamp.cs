namespace Teahouse.Client;

/// <summary>Which stretch of events a page was asked for, and over which connection.</summary>
/// <param name="Generation">The timeline's <see cref="Timeline.Generation"/>.</param>
/// <param name="Welcomes">The client's <see cref="Session.Welcomes"/>.</param>
internal readonly record struct PageStamp(int Generation, int Welcomes);
