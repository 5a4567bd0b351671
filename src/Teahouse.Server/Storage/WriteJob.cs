using Teahouse.Protocol;

namespace Teahouse.Server.Storage;

/// <summary>One write that waits for the writer.</summary>
internal abstract class WriteJob
{
    /// <summary>Does the work inside a transaction; may be called again with another one when the group failed.</summary>
    public abstract void Run(WriteTransaction transaction);

    /// <summary>A rule refused it and its changes are undone; the caller is answered when the transaction has ended.</summary>
    public abstract void Refused(ChatException refusal);

    /// <summary>The transaction is on the disk: answers the caller, then lets everybody else know.</summary>
    public abstract void Committed();

    /// <summary>Nothing of it is stored.</summary>
    public abstract void Failed(Exception reason);
}

/// <summary>A write with a result.</summary>
internal sealed class WriteJob<T>(Func<WriteTransaction, T> work) : WriteJob
{
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WriteTransaction? _transaction;
    private ChatException? _refusal;
    private T? _result;

    public Task<T> Done => _done.Task;

    public override void Run(WriteTransaction transaction)
    {
        _refusal = null;
        _transaction = transaction;
        _result = work(transaction);
    }

    public override void Refused(ChatException refusal) => _refusal = refusal;

    public override void Committed()
    {
        if (_refusal is not null)
        {
            _done.SetException(_refusal);
            return;
        }
        _done.SetResult(_result!);
        _transaction!.RunAfterCommit();
    }

    public override void Failed(Exception reason) => _done.SetException(reason);
}
