using Teahouse.Protocol;

namespace Teahouse.Client;

/// <summary>The people that this client knows of.</summary>
internal sealed class PersonList(Session session)
{
    private Dictionary<long, Person> _people = [];

    /// <summary>Rises when somebody has another colour than before.</summary>
    public int Tones { get; private set; }

    public Person? Find(long id)
    {
        lock (session.Gate) return _people.GetValueOrDefault(id);
    }

    /// <summary>The others who are online, then those offline with whom there is a room; each part by name.</summary>
    public IReadOnlyList<Person> Visible(RoomList rooms)
    {
        lock (session.Gate)
        {
            var others = new List<Person>();
            foreach (var person in _people.Values)
            {
                if (person.Id != session.MyId && (person.Online || rooms.HasPeer(person.Id))) others.Add(person);
            }
            others.Sort(InOrder);
            return others;
        }
    }

    /// <summary>Takes the snapshot at a welcome.</summary>
    public void Welcome(Welcome welcome)
    {
        lock (session.Gate)
        {
            _people = [];
            Tones++;
            foreach (var person in welcome.People) _people[person.Id] = person;
            _people[welcome.Me.Id] = welcome.Me;
        }
    }

    /// <summary>People came or went.</summary>
    public void Update(PresenceUpdate update)
    {
        lock (session.Gate)
        {
            if (update.Full) LeaveOut(update.People);
            foreach (var person in update.People)
            {
                if ((_people.GetValueOrDefault(person.Id)?.Tone ?? 0) != person.Tone) Tones++;
                _people[person.Id] = person;
            }
        }
    }

    /// <summary>Learns of people who were asked for; of those who are known already, presence tells.</summary>
    public void Learn(Person[] people)
    {
        lock (session.Gate)
        {
            foreach (var person in people) _people.TryAdd(person.Id, person);
        }
    }

    /// <summary>Learns the name of somebody who wrote and was gone before their presence was told.</summary>
    public void Meet(Event e)
    {
        lock (session.Gate)
        {
            if (e.By != 0) _people.TryAdd(e.By, new Person(e.By, e.Name, false, e.At));
        }
    }

    private static int InOrder(Person one, Person other)
    {
        if (one.Online != other.Online) return one.Online ? -1 : 1;
        var byName = StringComparer.OrdinalIgnoreCase.Compare(one.Name, other.Name);
        return byName != 0 ? byName : one.Id.CompareTo(other.Id);
    }

    private void LeaveOut(Person[] online)
    {
        var now = session.Time.GetUtcNow().ToUnixTimeMilliseconds();
        var here = online.Select(p => p.Id).ToHashSet();
        foreach (var gone in _people.Values.Where(p => p.Online && !here.Contains(p.Id)).ToArray())
        {
            _people[gone.Id] = gone with { Online = false, LastSeenAt = now };
        }
    }
}
