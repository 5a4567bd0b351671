using Teahouse.Client;
using Teahouse.Protocol;

namespace Teahouse.Tests.Client.Simulation;

/// <summary>How badly the network behaves; each share is between 0 and 1.</summary>
internal sealed record Weather(double LostCalls, double LostAnswers, double LostEvents, double Doubled, TimeSpan Slowest)
{
    public static readonly Weather Fair = new(0, 0, 0, 0, TimeSpan.FromMilliseconds(5));

    public static readonly Weather Foul = new(0.05, 0.1, 0.15, 0.15, TimeSpan.FromMilliseconds(900));
}

/// <summary>One connection to the model: calls and events take their time, come out of order, twice, or not at all.</summary>
internal sealed class ModelLink(
    ModelServer server, VirtualTime time, Random chance, Func<Weather> weather, ModelWindow owner, IChatClient client)
    : IChatServer
{
    private readonly TaskCompletionSource _ended = new();
    private readonly List<Action> _pending = [];
    private readonly List<Action> _held = [];

    public ModelWindow Owner => owner;

    public long User => owner.User;

    public bool Subscribed { get; set; }

    /// <summary>A network that went away without a word: nothing comes through, and nothing says so.</summary>
    public bool Deaf { get; set; }

    /// <summary>Answers of these types stay on their way until <see cref="Release"/>.</summary>
    public HashSet<Type> Held { get; } = [];

    private bool Broken => _ended.Task.IsCompleted;

    public LiveLink Connect()
    {
        server.Links.Add(this);
        return new LiveLink(this, _ended.Task, () =>
        {
            Break();
            return ValueTask.CompletedTask;
        });
    }

    /// <summary>The connection is gone: what was under way is unknown.</summary>
    public void Break()
    {
        if (Broken) return;
        server.Links.Remove(this);
        Subscribed = false;
        foreach (var fail in _pending.ToArray()) fail();
        _ended.TrySetResult();
    }

    /// <summary>What was held arrives, and nothing is held any more.</summary>
    public void Release()
    {
        Held.Clear();
        foreach (var arrive in _held) time.After(Delay(), arrive);
        _held.Clear();
    }

    /// <summary>Something that the server tells.</summary>
    /// <param name="say">What it tells.</param>
    /// <param name="losable">False for a state, which a server keeps for a connection until it is written.</param>
    public void Tell(Action<IChatClient> say, bool losable = true)
    {
        if (Deaf || losable && chance.NextDouble() < weather().LostEvents) return;
        var copies = chance.NextDouble() < weather().Doubled ? 2 : 1;
        for (var i = 0; i < copies; i++)
        {
            time.After(Delay(), () =>
            {
                if (!Broken) say(client);
            });
        }
    }

    /// <summary>It listens first and reads the state then: what is told between the two stands in both.</summary>
    public async Task<Welcome> Hello(Hello hello)
    {
        await Call(() => Done(() => Subscribed = true));
        return await Call(() => server.Welcome(User));
    }

    public Task<Conversation[]> GetConversations() => Call(() => server.Mine(User));

    public Task<Person[]> ListPeople() => throw new NotSupportedException();

    public Task SetAway(AwayState state) => throw new NotSupportedException();

    public Task SetTone(ToneChoice choice) => throw new NotSupportedException();

    public Task Typing(TypingIn typing) => throw new NotSupportedException();

    public Task<Conversation> OpenConversation(OpenConversation open) => Call(() => server.Open(User, open.PersonId));

    public Task<Sent> Send(SendText message) => Call(() => string.IsNullOrWhiteSpace(message.Text)
        ? throw new ChatException(ErrorCode.MessageBlank)
        : server.Append(message.ConversationId, User, message.ClientId, new TextMessage(message.Text)));

    public Task<EventPage> ReadAfter(ReadAfter query) => Call(() => server.After(query, User));

    public Task<EventPage> ReadBefore(ReadBefore query) => Call(() =>
    {
        var log = server.Find(query.ConversationId, User).Log;
        var end = (int)Math.Min(query.Seq - 1, log.Count);
        var start = Math.Max(0, end - query.Limit);
        return new EventPage([.. log.Skip(start).Take(end - start)], log.Count);
    });

    public Task<Place> FindMoment(FindMoment query) => Call(() =>
    {
        var log = server.Find(query.ConversationId, User).Log;
        return new Place(log.TakeWhile(e => e.At < query.At).Count() + 1, log.Count);
    });

    public Task MarkRead(MarkRead mark) => Call(() => Done(() => server.MarkRead(mark.ConversationId, this, mark.Seq)));

    public Task<FileOffer> OfferFile(OfferFile offer) => Call(() => server.Offer(offer, User));

    public Task<FileOffer[]> OfferFiles(OfferFiles offer) => Call(() => Array.ConvertAll(
        offer.Files, file => server.Offer(new OfferFile(offer.ConversationId, file.ClientId, file.Name, file.Size), User)));

    public Task AcceptFile(FileRef file) =>
        Call(() => Done(() => server.Answer(file.FileId, User, FileState.Accepted, new FileAccepted(file.FileId))));

    public Task DeclineFile(FileRef file) =>
        Call(() => Done(() => server.Answer(file.FileId, User, FileState.Declined, new FileDeclined(file.FileId))));

    public Task CancelFile(FileRef file) =>
        Call(() => Done(() => server.Answer(file.FileId, User, FileState.Cancelled, new FileCancelled(file.FileId))));

    public Task PauseFile(FileRef file) => Call(() => Done(() => server.Pause(file.FileId, User, new FilePaused(file.FileId))));

    public Task ResumeFile(FileRef file) => Call(() => Done(() => server.Pause(file.FileId, User, new FileResumed(file.FileId))));

    private static bool Done(Action action)
    {
        action();
        return true;
    }

    private Task<T> Call<T>(Func<T> work)
    {
        var answer = new TaskCompletionSource<T>();
        if (Broken)
        {
            answer.SetException(new LinkException("broken"));
            return answer.Task;
        }
        void Fail() => answer.TrySetException(new LinkException("broken"));
        _pending.Add(Fail);
        if (!Deaf && chance.NextDouble() >= weather().LostCalls) time.After(Delay(), () => Serve(work, answer, Fail));
        return answer.Task;
    }

    private void Serve<T>(Func<T> work, TaskCompletionSource<T> answer, Action fail)
    {
        if (Broken) return;
        Action reply;
        try
        {
            if (server.Refusals.TryDequeue(out var refusal)) throw new ChatException(refusal);
            var result = work();
            reply = () => answer.TrySetResult(result);
        }
        catch (ChatException e)
        {
            reply = () => answer.TrySetException(e);
        }
        if (chance.NextDouble() < weather().LostAnswers) return;
        void Arrive()
        {
            if (_pending.Remove(fail)) reply();
        }
        if (Held.Contains(typeof(T))) _held.Add(Arrive);
        else time.After(Delay(), Arrive);
    }

    private TimeSpan Delay() => weather().Slowest * chance.NextDouble();
}
