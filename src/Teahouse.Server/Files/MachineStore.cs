using Dapper;
using Teahouse.Server.Storage;

namespace Teahouse.Server.Files;

/// <summary>
/// Whether the machine has run on since the server last began: then the system still has all that was written, on the disk or not.
/// </summary>
internal sealed class MachineStore(Db db)
{
    private const string Key = "machine run";
    private const string LinuxId = "/proc/sys/kernel/random/boot_id";

    private readonly string _now = File.Exists(LinuxId) ? File.ReadAllText(LinuxId).Trim() : "";

    /// <summary>Whether the system tells its runs apart.</summary>
    public bool IsKnown => _now.Length > 0;

    /// <summary>Whether it went down meanwhile, or nobody knows.</summary>
    public bool WentDown() => !IsKnown || _now != db.Read(connection =>
        (string?)connection.Prepared("SELECT value FROM house WHERE key = @key", ("@key", Key)).ExecuteScalar());

    /// <summary>Keeps in which run of the machine this is.</summary>
    public Task Note() => db.Write(transaction => transaction.Connection.Execute(
        "INSERT INTO house (key, value) VALUES (@Key, @now) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        new { Key, now = _now }, transaction.Transaction));
}
