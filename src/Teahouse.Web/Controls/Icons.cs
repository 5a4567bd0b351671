using Microsoft.AspNetCore.Components;

namespace Teahouse.Web.Controls;

/// <summary>The page's line icons, for the eye only. They are markup and no components, for each row of a conversation has some.</summary>
public static class Icons
{
    private static readonly Dictionary<string, MarkupString> Known = new()
    {
        ["back"] = Draw("""<path d="M15 5l-7 7 7 7"/>"""),
        ["send"] = Draw("""<path d="M4 12l16-8-5 16-3.500-6.500z"/><path d="M11.500 13.500L20 4"/>"""),
        ["clip"] = Draw(
            """<path d="M20 11.500l-8.200 8.200a5 5 0 0 1-7-7l8.700-8.700 a3.400 3.400 0 0 1""" +
            """ 4.800 4.800l-8.600 8.600a1.700 1.700 0 0 1-2.400-2.400l7.700-7.700"/>"""),
        ["clock"] = Draw("""<circle cx="12" cy="12" r="8.500"/><path d="M12 7v5l3.500 2"/>"""),
        ["check"] = Draw("""<path d="M5 12.500l4.500 4.500L19 7.500"/>"""),
        ["copy"] = Draw(
            """<rect x="8.500" y="8.500" width="11" height="11" rx="2"/>""" +
            """<path d="M15.500 8.500V6a1.500 1.500 0 0 0-1.500-1.500H6A1.500 1.500 0 0 0 4.500 6v8A1.500 1.500 0 0 0 6 15.500h2.500"/>"""),
        ["bell"] = Draw("""<path d="M6 16.500v-5.500a6 6 0 0 1 12 0v5.500l1.500 1.500h-15zM10 20.500h4"/>"""),
        ["bell-off"] = Draw(
            """<path d="M8.560 6.085a6 6 0 0 1 9.440 4.915v4.500M6.400 8.850a6 6 0 0 0-.400 2.150v5.500l-1.500""" +
            """ 1.500h11.500M10 20.500h4M3.500 3.500l17 17"/>"""),
        ["find"] = Draw("""<circle cx="10.500" cy="10.500" r="6"/><path d="M15 15l5 5"/>"""),
        ["settings"] = Draw(
            """<path d="M4 7h9M17 7h3M4 17h3M11 17h9"/>""" +
            """<circle cx="15" cy="7" r="2.200"/>""" +
            """<circle cx="9" cy="17" r="2.200"/>"""),
        ["key"] = Draw("""<circle cx="8" cy="15.500" r="4"/><path d="M11 12.500L19.500 4M16 7.500l3 3"/>"""),
        ["keyboard"] = Draw(
            """<rect x="3" y="6.500" width="18" height="11.500" rx="2"/>""" +
            """<path d="M7 10h.1M10.500 10h.1M14 10h.1M17.400 10h.1M7.500 14.500h9"/>"""),
        ["leave"] = Draw(
            """<path d="M13.500 4.500H6.500a1.500 1.500 0 0 0-1.500 1.500v12 a1.500 1.500 0 0""" +
            """ 0 1.500 1.500h7M10 12h10M16.500 8.500L20 12l-3.500 3.500"/>"""),
        ["file"] = Draw(
            """<path d="M13.500 3.500h-6A1.500 1.500 0 0 0 6 5v14a1.500 1.500 0 0 0 1.500 1.500h9A1.500 1.500 0 0 0 18 19V8z"/>""" +
            """<path d="M13.500 3.500V8H18"/>"""),
        ["folder"] = Draw(
            """<path d="M3.500 7A1.500 1.500 0 0 1 5 5.500h4l2 2.500h8 a1.500 1.500 0 0 1 1.500""" +
            """ 1.500v8a1.500 1.500 0 0 1-1.500 1.500H5a1.500 1.500 0 0 1-1.500-1.500z"/>"""),
        ["house"] = Draw("""<path d="M4 11l8-6.500 8 6.500M6.500 9.500V19h11V9.500M10.500 19v-5h3v5"/>"""),
        ["down"] = Draw("""<path d="M6 9.500l6 6 6-6"/>"""),
        ["mark"] = Draw("""<path d="M12 5v9M12 18.500h.1"/>"""),
        ["cross"] = Draw("""<path d="M6 6l12 12M18 6L6 18"/>"""),
    };

    /// <summary>An icon.</summary>
    /// <param name="name">One of those above.</param>
    public static MarkupString Of(string name) => Known[name];

    private static MarkupString Draw(string lines) =>
        new($"""<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{lines}</svg>""");
}
