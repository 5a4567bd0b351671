using System.Text.Json;
using Teahouse.Protocol;

namespace Teahouse.Server.Conversations;

/// <summary>Who causes an event.</summary>
/// <param name="Id">The user's id.</param>
/// <param name="Name">The user's name.</param>
public readonly record struct Author(long Id, string Name);

/// <summary>
/// An event that has no place in the log yet. Its body is written out where it is made, so that the writer need not do it.
/// </summary>
/// <param name="ConversationId">Where it happens.</param>
/// <param name="By">Who causes it.</param>
/// <param name="ClientId">The id the client gave it, null for what the server notes itself.</param>
/// <param name="At">When, Unix time in milliseconds, UTC.</param>
/// <param name="Body">What happens.</param>
public sealed record EventDraft(long ConversationId, Author By, Guid? ClientId, long At, EventBody Body)
{
    /// <summary>The body as the log keeps it.</summary>
    public string Json { get; } = JsonSerializer.Serialize(Body, Wire.Tolerant);

    /// <summary>The event at its place.</summary>
    public Event ToEvent(long seq, long ordinal) => new(seq, ordinal, At, By.Id, By.Name, ClientId, Body);
}
