using Teahouse.Server.Users;

namespace Teahouse.Server.Messages;

/// <summary>How many messages a user may send: a burst, then so many a second.</summary>
public sealed class SendRate(ChatOptions options) : UserRate(options.MessageBurst, TimeSpan.FromSeconds(1.0 / options.MessagesPerSecond));
