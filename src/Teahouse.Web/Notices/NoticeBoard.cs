namespace Teahouse.Web.Notices;

/// <summary>How a notice looks.</summary>
public enum NoticeKind
{
    Good,
    Bad,
}

/// <summary>Something the user is told, and closes with OK.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Kind">How it looks.</param>
/// <param name="Say">Its text, made anew when the language changes.</param>
public sealed record Notice(int Id, NoticeKind Kind, Func<string> Say);

/// <summary>What the user is told and has not closed yet.</summary>
public sealed class NoticeBoard
{
    private readonly List<Notice> _notices = [];
    private int _last;

    public IReadOnlyList<Notice> Notices => _notices;

    public event Action? Changed;

    public void Post(NoticeKind kind, Func<string> say)
    {
        _notices.Add(new Notice(++_last, kind, say));
        Changed?.Invoke();
    }

    public void Close(Notice notice)
    {
        _notices.Remove(notice);
        Changed?.Invoke();
    }

    public void CloseAll()
    {
        _notices.Clear();
        Changed?.Invoke();
    }
}
