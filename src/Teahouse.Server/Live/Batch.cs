using System.Buffers.Binary;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Teahouse.Protocol;

namespace Teahouse.Server.Live;

/// <summary>
/// Events of one conversation, serialised once and shared by all who get them. It keeps nothing but the bytes: rings hold thousands of
/// batches for about as long as the collector rests, which would have to move each object that they keep.
/// </summary>
internal sealed class Batch
{
    private const byte WholeText = 0x81;
    private const byte TwoByteLength = 126;
    private const byte EightByteLength = 127;

    private static readonly string Json = new JsonHubProtocol().Name;

    /// <summary>What most clients get: the checked protocol's message as a frame.</summary>
    private readonly byte[] _frame;
    private byte[]? _jsonFrame;
    private SerializedHubMessage? _message;

    /// <summary>Serialises it.</summary>
    /// <param name="first">The first event's seq.</param>
    /// <param name="last">The last event's seq.</param>
    /// <param name="message">What is said of them.</param>
    /// <param name="protocol">The protocol of most clients.</param>
    public Batch(long first, long last, HubMessage message, CheckedJsonProtocol protocol)
    {
        (First, Last) = (first, last);
        _frame = MakeFrame(protocol.GetMessageBytes(message).Span);
    }

    public long First { get; }

    public long Last { get; }

    /// <summary>The message for connections that take no frames. Of two that make it at the same time one is forgotten.</summary>
    public SerializedHubMessage Message => _message ??= new([new(CheckedJsonProtocol.NameOnWire, Checked), new(Json, Plain)]);

    private ReadOnlyMemory<byte> Checked => _frame.AsMemory(HeadLength(_frame[1]));

    private ReadOnlyMemory<byte> Plain => CheckedJsonProtocol.WithoutCheck(Checked);

    /// <summary>The message as a WebSocket frame of a server's, the same for all who speak a protocol.</summary>
    public ReadOnlyMemory<byte> Frame(IHubProtocol protocol) =>
        protocol is CheckedJsonProtocol ? _frame : _jsonFrame ??= MakeFrame(Plain.Span);

    private static byte[] MakeFrame(ReadOnlySpan<byte> payload)
    {
        var mark = payload.Length switch
        {
            < TwoByteLength => (byte)payload.Length,
            <= ushort.MaxValue => TwoByteLength,
            _ => EightByteLength,
        };
        var head = HeadLength(mark);
        var frame = new byte[head + payload.Length];
        (frame[0], frame[1]) = (WholeText, mark);
        if (mark == TwoByteLength) BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), (ushort)payload.Length);
        if (mark == EightByteLength) BinaryPrimitives.WriteUInt64BigEndian(frame.AsSpan(2), (ulong)payload.Length);
        payload.CopyTo(frame.AsSpan(head));
        return frame;
    }

    private static int HeadLength(byte mark) => mark switch { TwoByteLength => 4, EightByteLength => 10, _ => 2 };
}
