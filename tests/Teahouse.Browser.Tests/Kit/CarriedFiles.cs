using Microsoft.Playwright;

namespace Teahouse.Browser.Tests.Kit;

/// <summary>Files as a browser hands them over when they are dragged or pasted; those that end in .png are pictures.</summary>
internal static class CarriedFiles
{
    private const string Carry =
        """
        async (names) => {
          const carried = new DataTransfer();
          for (const name of names) {
            const canvas = Object.assign(document.createElement("canvas"), { width: 240, height: 120 });
            canvas.getContext("2d").fillRect(20, 20, 100, 60);
            const picture = await new Promise(done => canvas.toBlob(done, "image/png"));
            const image = name.endsWith(".png");
            carried.items.add(new File([image ? picture : name.repeat(300)], name, { type: image ? "image/png" : "text/plain" }));
          }
          return carried;
        }
        """;

    /// <summary>The files, to be dragged, dropped or pasted.</summary>
    public static Task<IJSHandle> Of(Guest guest, params string[] names) => guest.Page.EvaluateHandleAsync(Carry, names);

    /// <summary>Drags files over the page.</summary>
    public static async Task<IJSHandle> Drag(Guest guest, params string[] names)
    {
        var files = await Of(guest, names);
        await guest.Page.DispatchEventAsync("body", "dragenter", new { dataTransfer = files });
        return files;
    }

    /// <summary>Lets go of files that were dragged.</summary>
    public static Task Drop(Guest guest, IJSHandle files) =>
        guest.Page.DispatchEventAsync("body", "drop", new { dataTransfer = files });

    /// <summary>Drags files away again.</summary>
    public static Task Leave(Guest guest, IJSHandle files) =>
        guest.Page.DispatchEventAsync("body", "dragleave", new { dataTransfer = files });
}
