using System.Buffers;
using Microsoft.AspNetCore.Connections;
using Teahouse.Server.Requests;
using Teahouse.Tests.Kit;

namespace Teahouse.Tests.Requests;

public sealed class BlockPoolTests
{
    [Fact]
    public async Task Sockets_get_large_blocks_only_while_a_file_is_on_its_way()
    {
        await using var server = await TestServer.Start();
        var blocks = server.Get<BlockPools>();
        using var pool = server.Get<IMemoryPoolFactory<byte>>().Create();

        var before = LengthOf(pool);
        int first, both, second;
        using (blocks.Enlarge())
        {
            first = LengthOf(pool);
            using (blocks.Enlarge()) both = LengthOf(pool);
            second = LengthOf(pool);
        }
        var after = LengthOf(pool);

        Assert.Equal([4096, 131072, 131072, 131072, 4096], [before, first, both, second, after]);
    }

    private static int LengthOf(MemoryPool<byte> pool)
    {
        using var block = pool.Rent();
        return block.Memory.Length;
    }
}
