using Teahouse.Protocol;

namespace Teahouse.Tests.Files;

public sealed class FileSizeTests
{
    private const int Kib = 1024;
    private const int Mib = 1024 * 1024;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(Kib - 1)]
    [InlineData(Kib)]
    [InlineData(Kib + 1)]
    [InlineData(Mib - 1)]
    [InlineData(Mib)]
    [InlineData(Mib + 1)]
    [InlineData(Exchange.Chunk - 1)]
    [InlineData(Exchange.Chunk)]
    [InlineData(Exchange.Chunk + 1)]
    [InlineData((3 * Exchange.Chunk) + 5)]
    public async Task Fault_2_a_file_of_any_size_arrives_as_it_was_sent(int size)
    {
        await using var exchange = await Exchange.Start();
        var bytes = Exchange.Bytes(size);

        var id = await exchange.Stored(bytes);
        var arrived = await exchange.Download(id);

        Assert.Equal(bytes, arrived);
        await Exchange.Hear<FileDone>(exchange.AdasWindow, id);
        await Exchange.Hear<FileDone>(exchange.LinusWindow, id);
        Assert.Equal([typeof(FileOffered), typeof(FileAccepted), typeof(FileStored), typeof(FileDone)], await exchange.Log());
    }

    [Fact]
    public async Task Fault_9_several_files_go_at_a_time_in_one_conversation()
    {
        await using var exchange = await Exchange.Start();

        await Task.WhenAll(Enumerable.Range(0, 6).Select(async i =>
        {
            var bytes = Exchange.Bytes((2 * Exchange.Chunk) + i);
            var id = await exchange.Accepted(bytes.Length);
            var download = exchange.Download(id);
            await exchange.Upload(id, bytes);
            Assert.Equal(bytes, await download);
            await exchange.Done(id);
        }));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(Limits.FileBytes + 1)]
    public async Task A_size_that_cannot_be_is_refused(long size)
    {
        await using var exchange = await Exchange.Start();

        var refused = await Assert.ThrowsAsync<ChatException>(() => exchange.Offer(size));

        Assert.Equal(ErrorCode.FileSizeInvalid, refused.Code);
    }
}
