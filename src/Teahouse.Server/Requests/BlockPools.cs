using System.Buffers;
using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;

namespace Teahouse.Server.Requests;

/// <summary>
/// The memory that sockets are read into and written from: the framework's own small blocks, and large ones while files are on their way,
/// so that a chunk takes a few dozen calls of the system instead of two thousand.
/// </summary>
/// <param name="small">The framework's own.</param>
public sealed class BlockPools(IMemoryPoolFactory<byte> small) : IMemoryPoolFactory<byte>
{
    private int _files;

    private bool IsLarge => Volatile.Read(ref _files) > 0;

    /// <summary>Puts it around the framework's own.</summary>
    public static void AddTo(IServiceCollection services)
    {
        var own = services.Last(service => service.ServiceType == typeof(IMemoryPoolFactory<byte>));
        services.AddSingleton(provider => new BlockPools(
            (IMemoryPoolFactory<byte>)(own.ImplementationFactory?.Invoke(provider)
                ?? ActivatorUtilities.CreateInstance(provider, own.ImplementationType!))));
        services.AddSingleton<IMemoryPoolFactory<byte>>(provider => provider.GetRequiredService<BlockPools>());
    }

    /// <inheritdoc/>
    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => new Pool(this, small.Create(options));

    /// <summary>Gives out large blocks until the answer is disposed of: a file's bytes are on their way.</summary>
    public IDisposable Enlarge()
    {
        Interlocked.Increment(ref _files);
        return new Running(this);
    }

    private sealed class Running(BlockPools pools) : IDisposable
    {
        public void Dispose() => Interlocked.Decrement(ref pools._files);
    }

    private sealed class Pool(BlockPools pools, MemoryPool<byte> small) : MemoryPool<byte>
    {
        private const int LargeBytes = 128 * 1024;

        /// <summary>What is given back beyond these is left to the collector: 8 MiB stay.</summary>
        private const int MostFree = 64;

        private readonly ConcurrentQueue<Block> _free = [];

        public override int MaxBufferSize => LargeBytes;

        public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
        {
            if (minBufferSize <= small.MaxBufferSize && !pools.IsLarge) return small.Rent(minBufferSize);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, LargeBytes);
            return _free.TryDequeue(out var block) ? block : new Block(this);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) small.Dispose();
        }

        private sealed class Block(Pool pool) : IMemoryOwner<byte>
        {
            // Pinned, for the system writes into it.
            private readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(LargeBytes, pinned: true);

            public Memory<byte> Memory => _bytes;

            public void Dispose()
            {
                if (pool._free.Count < MostFree) pool._free.Enqueue(this);
            }
        }
    }
}
