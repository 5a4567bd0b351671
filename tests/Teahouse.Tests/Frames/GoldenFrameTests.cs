using System.Text.Json;
using Teahouse.Protocol;

namespace Teahouse.Tests.Frames;

/// <summary>
/// The JSON of what travels and is stored, letter by letter: databases and other people's clients hold it, so it never changes.
/// </summary>
public sealed class GoldenFrameTests
{
    private static readonly Guid Id = new("0197b3a0-1c2d-7e3f-8a4b-5c6d7e8f9a0b");

    public static TheoryData<EventBody, string> Bodies => new()
    {
        { new TextMessage("午饭? <b>\"吃\"</b> 🍚"), """{"kind":"text","text":"午饭? <b>\"吃\"</b> \uD83C\uDF5A"}""" },
        { new FileOffered(Id, "计划.pdf", 0), $$"""{"kind":"file-offered","fileName":"计划.pdf","size":0,"fileId":"{{Id}}"}""" },
        {
            new FileOffered(Id, "计划.pdf", 0, Id),
            $$"""{"kind":"file-offered","fileName":"计划.pdf","size":0,"groupId":"{{Id}}","fileId":"{{Id}}"}"""
        },
        {
            new FileOffered(Id, "茶.jpg", 5, null, new ThumbnailSize(320, 180)),
            $$"""{"kind":"file-offered","fileName":"茶.jpg","size":5,"thumbnail":{"width":320,"height":180},"fileId":"{{Id}}"}"""
        },
        {
            new FileOffered(Id, "计划.pdf", 0, Left: true),
            $$"""{"kind":"file-offered","fileName":"计划.pdf","size":0,"left":true,"fileId":"{{Id}}"}"""
        },
        { new FileLeft(Id), $$"""{"kind":"file-left","fileId":"{{Id}}"}""" },
        { new FileAccepted(Id), $$"""{"kind":"file-accepted","fileId":"{{Id}}"}""" },
        { new FileDeclined(Id), $$"""{"kind":"file-declined","fileId":"{{Id}}"}""" },
        { new FileCancelled(Id), $$"""{"kind":"file-cancelled","fileId":"{{Id}}"}""" },
        { new FileStored(Id, "ab"), $$"""{"kind":"file-stored","digest":"ab","fileId":"{{Id}}"}""" },
        { new FileDone(Id), $$"""{"kind":"file-done","fileId":"{{Id}}"}""" },
        {
            new FileFailed(Id, ErrorCode.FileWrongDigest),
            $$"""{"kind":"file-failed","reason":4006,"fileId":"{{Id}}"}"""
        },
        { new FilePaused(Id), $$"""{"kind":"file-paused","fileId":"{{Id}}"}""" },
        { new FileResumed(Id), $$"""{"kind":"file-resumed","fileId":"{{Id}}"}""" },
    };

    public static TheoryData<object, string> Golden => new()
    {
        { new Hello(1, Id), $$"""{"version":1,"deviceId":"{{Id}}"}""" },
        { new SendText(1, Id, "好"), $$"""{"conversationId":1,"clientId":"{{Id}}","text":"好"}""" },
        {
            new OfferFiles(2, [new FileToOffer(Id, "计划.pdf", 5)]),
            $$"""{"conversationId":2,"files":[{"clientId":"{{Id}}","name":"计划.pdf","size":5}]}"""
        },
        {
            new OfferFile(2, Id, "茶.jpg", 5, [1, 2, 3]),
            $$"""{"conversationId":2,"clientId":"{{Id}}","name":"茶.jpg","size":5,"thumbnail":"AQID"}"""
        },
        {
            new OfferFile(2, Id, "计划.pdf", 5, Leave: true),
            $$"""{"conversationId":2,"clientId":"{{Id}}","name":"计划.pdf","size":5,"leave":true}"""
        },
        {
            new OfferFiles(2, [new FileToOffer(Id, "计划.pdf", 5)], Leave: true),
            $$"""{"conversationId":2,"files":[{"clientId":"{{Id}}","name":"计划.pdf","size":5}],"leave":true}"""
        },
        { new Sent(3, 2, 1_800_000_000_000), """{"seq":3,"ordinal":2,"at":1800000000000}""" },
        { new Refusal(ErrorCode.MessageBlank), """{"code":3001}""" },
        { new Refusal(ErrorCode.TooFast, RetryAfterMs: 200), """{"code":1004,"retryAfterMs":200}""" },
        { new Refusal(ErrorCode.FileWrongOffset, Offset: 0), """{"code":4005,"offset":0}""" },
        { new Goodbye(GoodbyeCode.TooSlow), """{"code":9004}""" },
        { new Heartbeat(42), """{"headSum":42}""" },
        { new SignedIn(7, "张三"), """{"id":7,"name":"张三"}""" },
        {
            new EventBatch(1, [new Event(3, 2, 1_800_000_000_000, 7, "张三", null, new FileDone(Id))]),
            """{"conversationId":1,"events":[{"seq":3,"ordinal":2,"at":1800000000000,"by":7""" +
            $$$""","name":"张三","body":{"kind":"file-done","fileId":"{{{Id}}}"}}]}"""
        },
        {
            new Conversation(2, ConversationKind.Private, 9, 5, 1_800_000_000_000, 4, 1),
            """{"id":2,"kind":"private","peerId":9,"head":5,"headAt":1800000000000,"readSeq":4,"unread":1}"""
        },
        {
            new Conversation(1, ConversationKind.Public, null, 0, null, 0, 0),
            """{"id":1,"kind":"public","head":0,"readSeq":0,"unread":0}"""
        },
        {
            new FileStatus(Id, 2, "计划.pdf", 5, FileState.Accepted, 0),
            $$"""{"fileId":"{{Id}}","conversationId":2,"name":"计划.pdf","size":5,"state":"accepted","received":0}"""
        },
        {
            new FileStatus(Id, 2, "计划.pdf", 5, FileState.Accepted, 0, PausedBy: 7),
            $$"""{"fileId":"{{Id}}","conversationId":2,"name":"计划.pdf","size":5,"state":"accepted","received":0,"pausedBy":7}"""
        },
        {
            new FileStatus(Id, 2, "计划.pdf", 5, FileState.Offered, 0, Left: true),
            $$"""{"fileId":"{{Id}}","conversationId":2,"name":"计划.pdf","size":5,"state":"offered","received":0,"left":true}"""
        },
        {
            new FileStatus(Id, 2, "计划.pdf", 5, FileState.Stored, 5, Handed: 3),
            $$"""{"fileId":"{{Id}}","conversationId":2,"name":"计划.pdf","size":5,"state":"stored","received":5,"handed":3}"""
        },
        {
            new FileStatus(Id, 2, "计划.pdf", 5, FileState.Accepted, 0, Busy: true),
            $$"""{"fileId":"{{Id}}","conversationId":2,"name":"计划.pdf","size":5,"state":"accepted","received":0,"busy":true}"""
        },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public void An_event_reads_and_writes_as_ever(EventBody body, string json)
    {
        Assert.Equal(json, JsonSerializer.Serialize(body, Wire.Tolerant));
        Assert.Equal(body, JsonSerializer.Deserialize<EventBody>(json, Wire.Tolerant));
    }

    [Theory]
    [MemberData(nameof(Golden))]
    public void A_frame_is_written_as_ever(object frame, string json) =>
        Assert.Equal(json, JsonSerializer.Serialize(frame, frame.GetType(), Wire.Tolerant));

    [Fact]
    public void What_a_newer_server_says_is_passed_over() => Assert.Equal(
        new EventBody(), JsonSerializer.Deserialize<EventBody>("""{"kind":"reaction","emoji":"🍵"}""", Wire.Tolerant));

    [Fact]
    public void The_digest_of_an_empty_file_is_the_documented_one() =>
        Assert.Contains(FileDigest.OfHashes([]), Repo.Repository.Read("docs/PROTOCOL.md"), StringComparison.Ordinal);
}
