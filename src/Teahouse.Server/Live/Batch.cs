using Microsoft.AspNetCore.SignalR;

namespace Teahouse.Server.Live;

/// <summary>Events of one conversation, serialised once and shared by all who get them.</summary>
/// <param name="First">The first event's seq.</param>
/// <param name="Last">The last event's seq.</param>
/// <param name="Message">The message as it goes to the sockets.</param>
internal sealed record Batch(long First, long Last, SerializedHubMessage Message);
