using System.Text.RegularExpressions;
using Teahouse.Bench.Processes;

namespace Teahouse.Bench.Works.Fanout;

/// <summary>
/// A server of XMPP with all its brakes off: plain TCP, passwords in plain, accounts by registration in band, no servers beside it,
/// no offline messages, no acknowledgements of streams, and an archive of messages or none.
/// </summary>
internal sealed partial class XmppRoom : RoomServer
{
    private readonly OtherProcess _process;

    private XmppRoom(string name, bool hasArchive, int port, OtherProcess process) =>
        (Name, Durability, Port, _process) =
            (hasArchive ? $"{name}, archive" : name, hasArchive ? "killed process" : "none", port, process);

    public override string Name { get; }

    /// <summary>What was archived lay in the files after a kill, in a try with each; neither syncs.</summary>
    public override string Durability { get; }

    public override string Kind => "xmpp";

    public override string IdleKind => "xmpp-pairs";

    public override int Port { get; }

    public override int Id => _process.Id;

    /// <summary>ejabberd, by its runtime alone: without its script it needs no epmd, and is one process.</summary>
    /// <param name="script">The path of ejabberdctl, which knows where the runtime finds it.</param>
    /// <param name="folder">Where its configuration and data may lie.</param>
    /// <param name="hasArchive">Whether messages are kept.</param>
    public static async Task<XmppRoom> Ejabberd(string script, string folder, bool hasArchive)
    {
        var (port, own) = (ServerProcess.FreePort(), Directory.CreateDirectory(Path.Combine(folder, $"ejabberd-{hasArchive}")).FullName);
        var archive = hasArchive ? "\n  mod_mam:\n    default: always" : "";
        await File.WriteAllTextAsync(Path.Combine(own, "ejabberd.yml"), $"""
            hosts: [localhost]
            loglevel: error
            auth_method: internal
            auth_password_format: plain
            registration_timeout: infinity
            listen:
              - port: {port}
                ip: "127.0.0.1"
                module: ejabberd_c2s
                access: all
                shaper: none
                starttls: false
                max_stanza_size: 1048576
            modules:
              mod_register:
                ip_access: all
                access: all
              mod_ping:
                send_pings: false
              mod_muc:
                access_create: all
                max_users: 10000
                min_message_interval: 0
                min_presence_interval: 0
                default_room_options:
                  max_users: 10000
                  persistent: true
                  logging: false
                  mam: {(hasArchive ? "true" : "false")}{archive}
            """);
        var libraries = Libraries().Match(await File.ReadAllTextAsync(script)).Groups[1].Value;
        string[] surroundings =
        [
            $"EJABBERD_CONFIG_PATH={own}/ejabberd.yml", $"EJABBERD_LOG_PATH={own}/ejabberd.log", $"ERL_CRASH_DUMP={own}/crash.dump",
            $"ERL_LIBS={libraries}", $"HOME={own}", "ERL_MAX_PORTS=32000",
        ];
        string[] runtime = ["erl", "+K", "true", "+P", "250000", "-noinput", "-mnesia", "dir", $"\"{own}/mnesia\"", "-s", "ejabberd"];
        return new XmppRoom("ejabberd", hasArchive, port, await OtherProcess.Start(port, "env", [.. surroundings, .. runtime]));
    }

    /// <summary>prosody in the foreground, its archive in the files that it has by default.</summary>
    /// <param name="program">Its path.</param>
    /// <param name="folder">Where its configuration and data may lie.</param>
    /// <param name="hasArchive">Whether messages are kept.</param>
    public static async Task<XmppRoom> Prosody(string program, string folder, bool hasArchive)
    {
        var (port, own) = (ServerProcess.FreePort(), Directory.CreateDirectory(Path.Combine(folder, $"prosody-{hasArchive}")).FullName);
        Directory.CreateDirectory(Path.Combine(own, "data"));
        var (archive, roomArchive) = hasArchive ? (", \"mam\"", "\"muc_mam\"") : ("", "");
        var path = Path.Combine(own, "prosody.cfg.lua");
        await File.WriteAllTextAsync(path, $$"""
            run_as_root = true
            pidfile = "{{own}}/prosody.pid"
            data_path = "{{own}}/data"
            certificates = "{{own}}"
            interfaces = { "127.0.0.1" }
            c2s_ports = { {{port}} }
            modules_disabled = { "s2s", "tls", "offline" }
            modules_enabled = { "saslauth", "roster", "disco", "ping", "register"{{archive}} }
            authentication = "internal_plain"
            storage = "internal"
            allow_registration = true
            c2s_require_encryption = false
            allow_unencrypted_plain_auth = true
            default_archive_policy = true
            log = { error = "{{own}}/prosody.log" }
            VirtualHost "localhost"
            Component "conference.localhost" "muc"
                modules_enabled = { {{roomArchive}} }
                muc_room_locking = false
                muc_log_by_default = true
            """);
        return new XmppRoom("prosody", hasArchive, port, await OtherProcess.Start(port, program, "--config", path, "-F"));
    }

    public override ValueTask DisposeAsync()
    {
        _process.Dispose();
        return ValueTask.CompletedTask;
    }

    [GeneratedRegex("^ERL_LIBS='(.*)'$", RegexOptions.Multiline)]
    private static partial Regex Libraries();
}
