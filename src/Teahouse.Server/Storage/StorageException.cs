namespace Teahouse.Server.Storage;

/// <summary>The data folder cannot be used; the message says in one line what to do.</summary>
public sealed class StorageException(string message, Exception? inner = null) : Exception(message, inner);
