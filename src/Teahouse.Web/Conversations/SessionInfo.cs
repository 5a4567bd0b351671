namespace Teahouse.Web.Conversations;

/// <summary>Who is signed in, as the shell says it.</summary>
public sealed record SessionInfo(long Id, string Name);
