using System.Runtime.InteropServices.JavaScript;

namespace Teahouse.Web.Browser;

/// <summary>wwwroot/js/people.js: Chinese names by the first letters of their pinyin.</summary>
internal static partial class PeopleJs
{
    public const string Module = "people";

    /// <summary>For each name the first letters of its characters; two words where a family name has a reading of its own.</summary>
    [JSImport("initials", Module)]
    public static partial string[] Initials(string[] names);
}
