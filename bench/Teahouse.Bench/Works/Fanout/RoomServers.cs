using Teahouse.Bench.Processes;

namespace Teahouse.Bench.Works.Fanout;

/// <summary>The servers that are measured, by the names that the commands take.</summary>
internal static class RoomServers
{
    /// <summary>All names.</summary>
    public const string Names = "Which of teahouse, floor, ngircd, ejabberd, ejabberd-archive, prosody, prosody-archive.";

    /// <summary>Starts one, from Debian's packages where it is no part of this program.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="programs">Where the floor is.</param>
    /// <param name="folder">Where others may have their configuration and data.</param>
    /// <param name="guests">How many accounts ours has.</param>
    /// <exception cref="InvalidOperationException">There is none of this name, or it cannot be had.</exception>
    public static async Task<RoomServer> Start(string name, CPrograms programs, string folder, int guests) => name switch
    {
        "teahouse" => await TeahouseRoom.Start(guests),
        "floor" => await OtherRoom.Floor(programs),
        "ngircd" => await OtherRoom.Ngircd(await Need("ngircd", "ngircd"), folder),
        "ejabberd" or "ejabberd-archive" => await XmppRoom.Ejabberd(await Need("ejabberdctl", "ejabberd"), folder, name != "ejabberd"),
        "prosody" or "prosody-archive" => await XmppRoom.Prosody(await Need("prosody", "prosody"), folder, name != "prosody"),
        _ => throw new InvalidOperationException($"There is no server {name}."),
    };

    private static async Task<string> Need(string program, string package) => await Packages.Need(program, package)
        ?? throw new InvalidOperationException($"{package} could not be installed; leave it out with --servers.");
}
