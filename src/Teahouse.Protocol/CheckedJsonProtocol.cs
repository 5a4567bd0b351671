using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.IO.Hashing;
using System.Text.Json;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Options;

namespace Teahouse.Protocol;

/// <summary>
/// SignalR's JSON protocol with a checksum behind each record, so that a byte that was flipped on the way ends the connection instead of
/// becoming another message: over plain http nothing else would notice.
/// </summary>
/// <param name="like">How payloads are read and written: <see cref="Wire.Strict"/> or <see cref="Wire.Tolerant"/>.</param>
public sealed class CheckedJsonProtocol(JsonSerializerOptions like) : IHubProtocol
{
    /// <summary>Its name in a handshake.</summary>
    public const string NameOnWire = "json-crc32";

    private const byte Separator = 0x1E;

    /// <summary>What follows each record: 8 hexadecimal digits and a separator.</summary>
    private const int CheckBytes = 9;

    private readonly JsonHubProtocol _json = new(Options.Create(MakeOptions(like)));

    /// <inheritdoc/>
    public string Name => NameOnWire;

    /// <inheritdoc/>
    public int Version => 1;

    /// <inheritdoc/>
    public TransferFormat TransferFormat => TransferFormat.Text;

    /// <inheritdoc/>
    public bool IsVersionSupported(int version) => version == Version;

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> GetMessageBytes(HubMessage message) => HubProtocolExtensions.GetMessageBytes(this, message);

    /// <inheritdoc/>
    public void WriteMessage(HubMessage message, IBufferWriter<byte> output)
    {
        var record = new SummingWriter(output);
        _json.WriteMessage(message, record);
        WriteCheck(record.Sum, output.GetSpan(CheckBytes));
        output.Advance(CheckBytes);
    }

    /// <summary>Leaves what the JSON protocol itself would have written.</summary>
    /// <param name="message">One message as this protocol writes it.</param>
    public static ReadOnlyMemory<byte> WithoutCheck(ReadOnlyMemory<byte> message) => message[..^CheckBytes];

    /// <summary>Reads one record, when it and its check have come whole.</summary>
    /// <exception cref="InvalidDataException">Something was changed on the way.</exception>
    public bool TryParseMessage(
        ref ReadOnlySequence<byte> input, IInvocationBinder binder, [NotNullWhen(true)] out HubMessage? message)
    {
        message = null;
        if (input.PositionOf(Separator) is not { } separator) return false;
        var record = input.Slice(0, input.GetPosition(1, separator));
        // Noticed at once: where the separator itself was flipped, the next one stands behind the check, and no second check would come.
        if (!EndsInBrace(record)) throw Changed();
        var rest = input.Slice(record.End);
        if (rest.Length < CheckBytes) return false;
        if (!IsRight(record, rest.Slice(0, CheckBytes))) throw Changed();
        input = rest.Slice(CheckBytes);
        return _json.TryParseMessage(ref record, binder, out message);
    }

    private static JsonHubProtocolOptions MakeOptions(JsonSerializerOptions like)
    {
        var options = new JsonHubProtocolOptions();
        Wire.Copy(like, options.PayloadSerializerOptions);
        return options;
    }

    private static bool EndsInBrace(ReadOnlySequence<byte> record) =>
        record.Length > 1 && record.Slice(record.Length - 2).FirstSpan[0] == '}';

    private static bool IsRight(ReadOnlySequence<byte> record, ReadOnlySequence<byte> check)
    {
        var sum = new Crc32();
        foreach (var part in record) sum.Append(part.Span);
        Span<byte> expected = stackalloc byte[CheckBytes];
        WriteCheck(sum.GetCurrentHashAsUInt32(), expected);
        Span<byte> found = stackalloc byte[CheckBytes];
        check.CopyTo(found);
        return found.SequenceEqual(expected);
    }

    private static void WriteCheck(uint sum, Span<byte> check)
    {
        Utf8Formatter.TryFormat(sum, check, out var digits, new StandardFormat('x', CheckBytes - 1));
        check[digits] = Separator;
    }

    private static InvalidDataException Changed() => new("A record was changed on the way.");

    /// <summary>Sums what is written through it, where it lies.</summary>
    private sealed class SummingWriter(IBufferWriter<byte> output) : IBufferWriter<byte>
    {
        private readonly Crc32 _sum = new();
        private Memory<byte> _free;

        public uint Sum => _sum.GetCurrentHashAsUInt32();

        public Memory<byte> GetMemory(int sizeHint = 0) => _free = output.GetMemory(sizeHint);

        public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

        public void Advance(int count)
        {
            _sum.Append(_free.Span[..count]);
            _free = _free[count..];
            output.Advance(count);
        }
    }
}
