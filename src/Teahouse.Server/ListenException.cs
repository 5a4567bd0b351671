namespace Teahouse.Server;

/// <summary>The server cannot listen; the message says in one line what to do.</summary>
public sealed class ListenException(string message, Exception? inner = null) : Exception(message, inner);
