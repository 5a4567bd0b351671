using System.Text.Json;

namespace Teahouse.Bench.Serve;

/// <summary>An account with a session that the bench may use, so that nobody pays for a password's hash.</summary>
internal sealed record GuestPass(long Id, string Name, string Token)
{
    private const string FileName = "guests.json";

    /// <summary>Those that were made in a data folder, or null while there are none.</summary>
    public static GuestPass[]? ReadAll(string data)
    {
        var path = Path.Combine(data, FileName);
        return File.Exists(path) ? JsonSerializer.Deserialize<GuestPass[]>(File.ReadAllText(path)) : null;
    }

    /// <summary>Keeps them beside the database; the file is whole or not there.</summary>
    public static void WriteAll(string data, GuestPass[] guests)
    {
        var path = Path.Combine(data, FileName);
        File.WriteAllText(path + ".new", JsonSerializer.Serialize(guests));
        File.Move(path + ".new", path);
    }
}
