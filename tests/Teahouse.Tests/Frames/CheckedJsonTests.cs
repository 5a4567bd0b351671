using System.Buffers;
using System.Text;
using CsCheck;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Teahouse.Protocol;

namespace Teahouse.Tests.Frames;

/// <summary>The records of the live connection behind their checksums, both ways.</summary>
public sealed class CheckedJsonTests
{
    private static readonly Guid Id = new("0197b3a0-1c2d-7e3f-8a4b-5c6d7e8f9a0b");

    private static readonly CheckedJsonProtocol Protocol = new(Wire.Tolerant);

    private static readonly HubMessage[] Messages =
    [
        new InvocationMessage("7", nameof(IChatServer.Send), [new SendText(1, Id, "午饭? 12:30 \"here\"")]),
        PingMessage.Instance,
        CompletionMessage.WithResult("7", new Sent(3, 2, 1_800_000_000_000)),
        new InvocationMessage(nameof(IChatClient.Events),
            [new EventBatch(1, [new Event(3, 2, 1_800_000_000_000, 7, "张三", Id, new TextMessage("午饭?"))])]),
        new CloseMessage("Connection closed with an error."),
    ];

    public static TheoryData<int> Each => [.. Enumerable.Range(0, Messages.Length)];

    [Fact]
    public void A_record_is_followed_by_the_CRC_32_of_its_bytes() =>
        Assert.Equal("{\"type\":6}\u001e33c2264d\u001e", Encoding.UTF8.GetString(Write(PingMessage.Instance)));

    [Theory]
    [MemberData(nameof(Each))]
    public void Every_flipped_bit_is_noticed(int which)
    {
        var frame = Write(Messages[which]);
        Assert.Equal(Describe(Messages[which]), Assert.Single(Read(frame)));
        for (var bit = 0; bit < frame.Length * 8; bit++)
        {
            frame[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Throws<InvalidDataException>(() => Read(frame));
            frame[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public void Whatever_bytes_change_no_other_message_is_read()
    {
        var whole = Messages.SelectMany(Write).ToArray();
        var expected = Messages.Select(Describe).ToArray();
        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte[1, 255]).Array[1, 6].Sample(changes =>
        {
            var changed = whole.ToArray();
            foreach (var (at, bits) in changes) changed[at] ^= bits;
            var read = new List<string>();
            try
            {
                Read(changed, read);
            }
            catch (InvalidDataException)
            {
                // It was noticed; what came before it counts.
            }
            Assert.Equal(expected.Take(read.Count), read);
        });
    }

    [Fact]
    public void Records_are_read_however_they_were_split()
    {
        var whole = Messages.SelectMany(Write).ToArray();
        var expected = Messages.Select(Describe).ToArray();
        Assert.Equal(expected, Read(whole));
        Assert.Equal(expected, Read(Join([.. whole.Select(one => new[] { one })])));
        for (var cut = 0; cut <= whole.Length; cut++) Assert.Equal(expected, Read(Join(whole[..cut], [], whole[cut..])));
    }

    [Fact]
    public void What_has_not_come_whole_is_waited_for()
    {
        var whole = Messages.SelectMany(Write).ToArray();
        for (var length = 0; length < whole.Length; length++)
        {
            var input = new ReadOnlySequence<byte>(whole, 0, length);
            var read = 0L;
            while (Protocol.TryParseMessage(ref input, new Binder(), out var message)) read += Write(message).Length;
            Assert.Equal(length - read, input.Length);
            Assert.True(length - read < Write(Messages[^2]).Length);
        }
    }

    [Fact]
    public void The_document_tells_its_name_and_an_example()
    {
        var document = Repo.Repository.Read("docs/PROTOCOL.md");
        Assert.Contains($"`{Protocol.Name}`", document, StringComparison.Ordinal);
        Assert.Contains("33c2264d", document, StringComparison.Ordinal);
    }

    private static byte[] Write(HubMessage message)
    {
        var output = new ArrayBufferWriter<byte>(1);
        Protocol.WriteMessage(message, output);
        Assert.Equal(output.WrittenSpan, Protocol.GetMessageBytes(message).Span);
        return output.WrittenSpan.ToArray();
    }

    private static List<string> Read(byte[] bytes) => Read(new ReadOnlySequence<byte>(bytes));

    private static List<string> Read(ReadOnlySequence<byte> input)
    {
        var read = new List<string>();
        Read(input, read);
        return read;
    }

    private static void Read(byte[] bytes, List<string> read) => Read(new ReadOnlySequence<byte>(bytes), read);

    private static void Read(ReadOnlySequence<byte> input, List<string> read)
    {
        while (Protocol.TryParseMessage(ref input, new Binder(), out var message)) read.Add(Describe(message));
    }

    private static string Describe(HubMessage message) => Encoding.UTF8.GetString(new JsonHubProtocol().GetMessageBytes(message).Span);

    private static ReadOnlySequence<byte> Join(params byte[][] parts)
    {
        var first = new Segment(parts[0], 0);
        var last = parts.Skip(1).Aggregate(first, (before, part) => before.Append(part));
        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(byte[] bytes, long index) => (Memory, RunningIndex) = (bytes, index);

        public Segment Append(byte[] bytes)
        {
            var next = new Segment(bytes, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }

    private sealed class Binder : IInvocationBinder
    {
        public Type GetReturnType(string invocationId) => typeof(Sent);

        public IReadOnlyList<Type> GetParameterTypes(string methodName) =>
            [methodName == nameof(IChatServer.Send) ? typeof(SendText) : typeof(EventBatch)];

        public Type GetStreamItemType(string streamId) => throw new NotSupportedException();
    }
}
