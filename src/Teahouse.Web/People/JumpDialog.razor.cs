using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Teahouse.Protocol;
using Teahouse.Web.Browser;
using Teahouse.Web.Controls;

namespace Teahouse.Web.People;

/// <summary>Finds a person or room by a part of the name or by the first letters of its pinyin, by keyboard alone.</summary>
public sealed partial class JumpDialog
{
    private const int Most = 8;
    private Modal? _modal;
    private string _query = "";
    private int _chosen;
    private Entry[] _all = [];
    private List<Entry> _found = [];

    [Parameter] public EventCallback Closed { get; set; }

    protected override void OnInitialized()
    {
        base.OnInitialized();
        House.Changed += Refresh;
        Take(House.Client?.People ?? []);
        _ = LoadEverybodyAsync();
    }

    protected override void OnDispose() => House.Changed -= Refresh;

    /// <summary>Also who is offline and was never talked with; without a connection those who are known are enough.</summary>
    private async Task LoadEverybodyAsync()
    {
        try
        {
            if (House.Client is { } client) Take(await client.ListPeopleAsync());
        }
        catch (ChatException)
        {
            return;
        }
        if (!Disposed) StateHasChanged();
    }

    private void Take(IReadOnlyList<Person> people)
    {
        Person?[] all = [null, .. people.Where(p => p.Id != House.Me?.Id).OrderBy(p => !p.Online)];
        string[] names = [.. all.Select(p => p?.Name ?? Texts["room.public"])];
        _all = [.. all.Zip(names, PeopleJs.Initials(names)).Select(one => new Entry(one.First, one.Second, one.Third.Split(' ')))];
        Search();
    }

    /// <summary>As somebody is now: the list keeps its order while one looks at it, and nothing else of then.</summary>
    private Person Now(Person person) => House.Client?.FindPerson(person.Id) ?? person;

    private void Search()
    {
        var wanted = _query.Trim();
        _found = [.. _all.Where(e => e.Rank(wanted) is not null).OrderBy(e => e.Rank(wanted)).Take(Most)];
        _chosen = 0;
    }

    private async Task OnKeyAsync(KeyboardEventArgs e)
    {
        if (_found.Count == 0) return;
        if (e.Key == "ArrowDown") _chosen = (_chosen + 1) % _found.Count;
        if (e.Key == "ArrowUp") _chosen = (_chosen + _found.Count - 1) % _found.Count;
        if (e.Key == "Enter") await GoAsync(_found[_chosen]);
    }

    private async Task GoAsync(Entry entry)
    {
        _modal?.Close();
        if (entry.Person is { } person) await House.OpenAsync(person);
        else if (House.Client?.PublicRoom is { } room) House.Open(room);
    }

    private sealed record Entry(Person? Person, string Name, string[] Initials)
    {
        /// <summary>How well this fits, the best is 0; null when it does not.</summary>
        public int? Rank(string wanted)
        {
            if (Name.StartsWith(wanted, StringComparison.OrdinalIgnoreCase)) return 0;
            if (Initials.Any(word => word.StartsWith(wanted, StringComparison.OrdinalIgnoreCase))) return 1;
            if (Name.Contains(wanted, StringComparison.OrdinalIgnoreCase)) return 2;
            return Initials.Any(word => word.Contains(wanted, StringComparison.OrdinalIgnoreCase)) ? 3 : null;
        }
    }
}
