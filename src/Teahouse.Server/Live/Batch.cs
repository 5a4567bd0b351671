using System.Buffers.Binary;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace Teahouse.Server.Live;

/// <summary>Events of one conversation, serialised once and shared by all who get them.</summary>
/// <param name="first">The first event's seq.</param>
/// <param name="last">The last event's seq.</param>
/// <param name="message">The message as SignalR writes it.</param>
internal sealed class Batch(long first, long last, SerializedHubMessage message)
{
    private const byte WholeText = 0x81;
    private const byte TwoByteLength = 126;
    private const byte EightByteLength = 127;

    private (IHubProtocol Protocol, byte[] Frame)[] _frames = [];

    public long First => first;

    public long Last => last;

    public SerializedHubMessage Message => message;

    /// <summary>The message as a WebSocket frame of a server's, the same for all who speak a protocol.</summary>
    public ReadOnlyMemory<byte> Frame(IHubProtocol protocol)
    {
        var frames = Volatile.Read(ref _frames);
        foreach (var (known, frame) in frames)
        {
            if (known == protocol) return frame;
        }
        var made = MakeFrame(message.GetSerializedMessage(protocol).Span);
        // Of two that make one at the same time one is forgotten, and made again when it is needed.
        Volatile.Write(ref _frames, [.. frames, (protocol, made)]);
        return made;
    }

    private static byte[] MakeFrame(ReadOnlySpan<byte> payload)
    {
        var head = payload.Length < TwoByteLength ? 2 : payload.Length <= ushort.MaxValue ? 4 : 10;
        var frame = new byte[head + payload.Length];
        frame[0] = WholeText;
        frame[1] = head switch { 2 => (byte)payload.Length, 4 => TwoByteLength, _ => EightByteLength };
        if (head == 4) BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), (ushort)payload.Length);
        if (head == 10) BinaryPrimitives.WriteUInt64BigEndian(frame.AsSpan(2), (ulong)payload.Length);
        payload.CopyTo(frame.AsSpan(head));
        return frame;
    }
}
