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
        (_online, _offline) = ([], []);
        foreach (var person in House.Client?.People ?? []) (person.Online ? _online : _offline).Add(person);
    }

    protected override void OnDispose() => House.Changed -= Refresh;

    private string NobodyText => House.Address is { } address
        ? Texts.With("people.nobody", ("address", address))
        : Texts["people.nobodyHere"];

    private long UnreadOf(Person person) => House.Client?.FindPrivate(person.Id)?.Unread ?? 0;

    private bool IsChosen(Person person) => House.Room?.PeerId == person.Id;
}
