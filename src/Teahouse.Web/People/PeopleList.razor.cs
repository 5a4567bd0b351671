using Teahouse.Protocol;

namespace Teahouse.Web.People;

/// <summary>The public room, the people online, then the offline ones one has talked with; each with what is unread.</summary>
public sealed partial class PeopleList
{
    private List<Person> _online = [];
    private List<Person> _offline = [];

    protected override void OnInitialized()
    {
        base.OnInitialized();
        House.Changed += Refresh;
        BeforeRefresh();
    }

    protected override void BeforeRefresh()
    {
        var people = House.Client?.People ?? [];
        _online = [.. people.Where(p => p.Online && p.Id != House.Me?.Id)];
        _offline = [.. people.Where(p => !p.Online && p.Id != House.Me?.Id)];
    }

    protected override void OnDispose() => House.Changed -= Refresh;

    private long UnreadOf(Person person) => House.Client?.FindPrivate(person.Id)?.Unread ?? 0;

    private bool IsChosen(Person person) => House.Room?.PeerId == person.Id;
}
