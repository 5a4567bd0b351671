namespace Teahouse.Web.Files;

/// <summary>A file that the user chose; its bytes stay with the scripts.</summary>
/// <param name="Key">Its key in the tray of files.js.</param>
/// <param name="Name">Its name.</param>
/// <param name="Size">Its size in bytes.</param>
public sealed record ChosenFile(string Key, string Name, long Size);
