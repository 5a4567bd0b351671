using Teahouse.Protocol;

namespace Teahouse.Client;

/// <summary>Who is writing here at the moment.</summary>
public sealed partial class Room
{
    private static readonly TimeSpan TypingPause = TimeSpan.FromSeconds(Limits.TypingSeconds);
    private static readonly TimeSpan TypingLasts = TimeSpan.FromSeconds(2 * Limits.TypingSeconds);

    /// <summary>What was told of a moment before the message may come after it.</summary>
    private static readonly TimeSpan TypingLate = TimeSpan.FromSeconds(2);

    private readonly Dictionary<long, long> _typing = [];
    private readonly Dictionary<long, long> _wrote = [];
    private long _typingTold;

    /// <summary>The others who are writing here.</summary>
    public IReadOnlyList<Person> Typing
    {
        get
        {
            lock (_session.Gate)
            {
                if (_typing.Count == 0) return [];
                return
                [
                    .. _typing.Where(one => _session.Time.GetElapsedTime(one.Value) < TypingLasts)
                        .OrderBy(one => one.Value).Select(one => _hooks.Person(one.Key)).OfType<Person>(),
                ];
            }
        }
    }

    /// <summary>The user is writing: tells the others, unless that was just told. Without a connection nobody is told.</summary>
    public void NoteTyping()
    {
        lock (_session.Gate)
        {
            if (_typingTold != 0 && _session.Time.GetElapsedTime(_typingTold) < TypingPause) return;
            _typingTold = _session.Time.GetTimestamp();
        }
        _session.Whisper(calls => calls.Typing(new TypingIn(Id)));
    }

    internal void TakeTyping(long[] people)
    {
        lock (_session.Gate)
        {
            foreach (var id in people.Where(IsWriting)) _typing[id] = _session.Time.GetTimestamp();
        }
        _session.Raise(Changed);
        _session.Background(async () =>
        {
            await _session.Connection.WaitAsync(TypingLasts);
            _session.Raise(Changed);
        });
    }

    /// <summary>Who has sent what they wrote writes no more.</summary>
    private void StoppedTyping(Event[] added)
    {
        foreach (var e in added)
        {
            _typing.Remove(e.By);
            _wrote[e.By] = _session.Time.GetTimestamp();
        }
    }

    private bool IsWriting(long id) =>
        id != _session.MyId && !(_wrote.TryGetValue(id, out var at) && _session.Time.GetElapsedTime(at) < TypingLate);
}
