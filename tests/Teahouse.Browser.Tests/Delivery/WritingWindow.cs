using Microsoft.Playwright;
using Teahouse.Browser.Tests.Kit;

namespace Teahouse.Browser.Tests.Delivery;

/// <summary>A window in which somebody writes numbered messages; it may be killed while they do.</summary>
/// <param name="guest">Who sits there.</param>
/// <param name="label">What its messages begin with.</param>
internal sealed class WritingWindow(Guest guest, string label)
{
    private const string Kept = """
        async text => {
          const db = await new Promise((yes, no) => {
            const request = indexedDB.open("teahouse");
            [request.onsuccess, request.onerror] = [() => yes(request.result), no];
          });
          const rows = await new Promise((yes, no) => {
            const request = db.transaction("rows").objectStore("rows").getAll();
            [request.onsuccess, request.onerror] = [() => yes(request.result), no];
          });
          db.close();
          return rows.some(row => JSON.parse(row.item).text === text)
            || [...document.querySelectorAll("[data-test=message][data-state=sent]")].some(row => row.innerText.includes(text));
        }
        """;

    private readonly List<string> _promises = [];
    private int _typed;

    public Guest Guest { get; } = guest;

    /// <summary>Those that the window has shown to keep, so that they must arrive.</summary>
    public IReadOnlyList<string> Promises => _promises;

    /// <summary>Its messages in what somebody reads.</summary>
    public IEnumerable<string> In(IEnumerable<string> texts) => texts.Where(text => text.StartsWith($"{label} ", StringComparison.Ordinal));

    /// <summary>All that were typed, in their order.</summary>
    public IEnumerable<string> Typed => Enumerable.Range(1, _typed).Select(i => $"{label} {i}.");

    /// <summary>Writes messages one after another, at most until the window is gone.</summary>
    public async Task Write(int count)
    {
        try
        {
            for (var i = 0; i < count; i++)
            {
                var text = $"{label} {++_typed}.";
                await Guest.Say(text);
                await Guest.Page.WaitForFunctionAsync(Kept, text, new() { PollingInterval = 50 });
                _promises.Add(text);
            }
        }
        catch (PlaywrightException)
        {
            // Killed; what it promised must arrive all the same.
        }
    }
}
