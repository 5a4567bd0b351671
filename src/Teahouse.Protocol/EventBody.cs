using System.Text.Json.Serialization;

namespace Teahouse.Protocol;

/// <summary>
/// What happened in a conversation. A new kind of event is a record here and nothing else on the way through server and client;
/// a client that does not know a kind gets the bare base record and shows nothing.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind", IgnoreUnrecognizedTypeDiscriminators = true)]
[JsonDerivedType(typeof(TextMessage), "text")]
[JsonDerivedType(typeof(FileOffered), "file-offered")]
[JsonDerivedType(typeof(FileLeft), "file-left")]
[JsonDerivedType(typeof(FileAccepted), "file-accepted")]
[JsonDerivedType(typeof(FileDeclined), "file-declined")]
[JsonDerivedType(typeof(FileCancelled), "file-cancelled")]
[JsonDerivedType(typeof(FileStored), "file-stored")]
[JsonDerivedType(typeof(FileDone), "file-done")]
[JsonDerivedType(typeof(FileFailed), "file-failed")]
[JsonDerivedType(typeof(FilePaused), "file-paused")]
[JsonDerivedType(typeof(FileResumed), "file-resumed")]
public record EventBody
{
    /// <summary>Whether this counts as a message: it raises the ordinal and is unread to the others.</summary>
    [JsonIgnore]
    public virtual bool IsMessage => false;
}

/// <summary>A text, shown as it is: never HTML.</summary>
/// <param name="Text">The text.</param>
public sealed record TextMessage(string Text) : EventBody
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override bool IsMessage => true;
}
