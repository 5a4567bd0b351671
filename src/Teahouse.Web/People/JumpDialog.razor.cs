using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Teahouse.Protocol;
using Teahouse.Web.Controls;

namespace Teahouse.Web.People;

/// <summary>Finds a person or room by a part of the name, by keyboard alone.</summary>
public sealed partial class JumpDialog
{
    private const int Most = 8;
    private Modal? _modal;
    private string _query = "";
    private int _chosen;
    private List<Entry> _found = [];

    [Parameter] public EventCallback Closed { get; set; }

    protected override void OnInitialized()
    {
        base.OnInitialized();
        Search();
    }

    private void Search()
    {
        var wanted = _query.Trim();
        var people = (House.Client?.People ?? []).Where(p => p.Id != House.Me?.Id).Select(p => new Entry(p.Name, p));
        _found = [.. people.Prepend(new Entry(Texts["room.public"], null))
            .Where(e => e.Name.Contains(wanted, StringComparison.OrdinalIgnoreCase))
            .OrderByDescending(e => e.Name.StartsWith(wanted, StringComparison.OrdinalIgnoreCase))
            .Take(Most)];
        _chosen = 0;
    }

    private async Task OnKeyAsync(KeyboardEventArgs e)
    {
        if (e.IsComposing || _found.Count == 0) return;
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

    private sealed record Entry(string Name, Person? Person);
}
