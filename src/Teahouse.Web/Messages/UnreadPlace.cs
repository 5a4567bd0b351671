namespace Teahouse.Web.Messages;

/// <summary>Finds the row before which the unread messages begin: the first one by others after a mark.</summary>
internal sealed class UnreadPlace(RowIndex index, long me)
{
    private long? _mark;
    private int _looked;

    /// <summary>The row; null when there is none, or when it is not loaded.</summary>
    /// <param name="mark">The seq after which the unread begin, or null for no line.</param>
    /// <param name="firstSeq">The first seq that is loaded.</param>
    public int? Find(long? mark, long firstSeq)
    {
        if (mark is not { } seq || seq + 1 < firstSeq) return null;
        if (_mark != mark) (_mark, _looked) = (mark, index.After(seq));
        while (_looked < index.End && index[_looked].By == me) _looked++;
        return _looked < index.End ? _looked : null;
    }
}
