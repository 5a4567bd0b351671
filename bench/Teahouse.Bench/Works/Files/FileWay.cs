using System.Diagnostics;
using Teahouse.Bench.Processes;

namespace Teahouse.Bench.Works.Files;

/// <summary>A way in which files come from one to another on this machine.</summary>
internal abstract class FileWay : IAsyncDisposable
{
    /// <summary>As the table calls it.</summary>
    public abstract string Name { get; }

    /// <summary>The process whose time counts, with all that it started; null where nobody's does.</summary>
    public virtual int? Server => null;

    /// <summary>Brings one file.</summary>
    /// <param name="lane">Which of those that run at once.</param>
    /// <param name="source">The file.</param>
    /// <param name="target">Where it goes.</param>
    public abstract Task Pass(int lane, string source, string target);

    public abstract ValueTask DisposeAsync();

    /// <summary>Runs a program to its end.</summary>
    /// <exception cref="InvalidOperationException">It failed; it says why.</exception>
    protected static async Task Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {errors}");
    }
}

/// <summary>Ours: an offer, an acceptance, and the receiver reads while the sender sends; all bytes checked at three places.</summary>
internal sealed class TeahouseWay(FileSite site) : FileWay
{
    private readonly List<FilePair> _pairs = [];

    public override string Name => "teahouse";

    public override int? Server => site.Server.Id;

    /// <summary>Those who send and receive, in pairs.</summary>
    public IReadOnlyList<FilePair> Pairs => _pairs;

    /// <summary>Lets so many pairs in.</summary>
    public async Task Enter(int pairs)
    {
        while (_pairs.Count < pairs) _pairs.Add(await FilePair.Enter(site, _pairs.Count));
    }

    public override Task Pass(int lane, string source, string target) => _pairs[lane].Pass(source, target);

    public override async ValueTask DisposeAsync()
    {
        foreach (var pair in _pairs) await pair.DisposeAsync();
    }
}

/// <summary>A web server to which one side PUTs the file and from which the other then GETs it; nobody checks it.</summary>
internal sealed class NginxWay : FileWay
{
    private readonly OtherProcess _process;
    private readonly int _port;

    private NginxWay(OtherProcess process, int port) => (_process, _port) = (process, port);

    public override string Name => "nginx PUT + GET";

    public override int? Server => _process.Id;

    /// <summary>Starts it in a folder of its own.</summary>
    /// <exception cref="InvalidOperationException">It could not be installed, or does not start.</exception>
    public static async Task<NginxWay> Start(string folder)
    {
        var program = await Packages.Need("nginx", "nginx-light") ?? throw new InvalidOperationException("nginx could not be installed.");
        var (port, path) = (ServerProcess.FreePort(), Path.Combine(folder, "nginx.conf"));
        Directory.CreateDirectory(Path.Combine(folder, "www"));
        await File.WriteAllTextAsync(path, $$"""
            {{(Environment.UserName == "root" ? "user root;" : "")}}
            daemon off;
            worker_processes 2;
            pid {{folder}}/nginx.pid;
            error_log {{folder}}/nginx.log;
            events { worker_connections 512; }
            http {
                access_log off;
                sendfile on;
                client_max_body_size 0;
                client_body_buffer_size 128k;
                client_body_temp_path {{folder}}/body;
                server { listen 127.0.0.1:{{port}}; root {{folder}}/www; location / { dav_methods PUT DELETE; } }
            }
            """);
        return new NginxWay(await OtherProcess.Start(port, program, "-c", path, "-p", folder), port);
    }

    /// <summary>Where a file of a name is.</summary>
    public Uri UrlOf(string name) => new($"http://127.0.0.1:{_port}/{name}");

    public override async Task Pass(int lane, string source, string target)
    {
        var url = $"{UrlOf($"lane{lane}")}";
        await Run("curl", "-sSf", "-H", "Expect:", "-T", source, url);
        await Run("curl", "-sSf", "-o", target, url);
        await Run("curl", "-sSf", "-X", "DELETE", url);
    }

    public override ValueTask DisposeAsync()
    {
        _process.Dispose();
        return ValueTask.CompletedTask;
    }
}

/// <summary>A copy through a shell server with keys of its own, and one pass of SHA-256 over what came.</summary>
internal sealed class ScpWay : FileWay
{
    private readonly OtherProcess _process;
    private readonly string[] _options;

    private ScpWay(OtherProcess process, string[] options) => (_process, _options) = (process, options);

    public override string Name => "scp, then sha256";

    /// <summary>Starts its server in a folder of its own.</summary>
    /// <exception cref="InvalidOperationException">It could not be installed, or does not start.</exception>
    public static async Task<ScpWay> Start(string folder)
    {
        var program = await Packages.Need("sshd", "openssh-server") ?? throw new InvalidOperationException("sshd could not be installed.");
        string host = Path.Combine(folder, "host"), key = Path.Combine(folder, "key"), path = Path.Combine(folder, "sshd.conf");
        foreach (var file in new[] { host, key }) await Run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", file);
        // It looks for it as root, whatever its settings.
        if (Environment.UserName == "root") Directory.CreateDirectory("/run/sshd");
        var port = ServerProcess.FreePort();
        await File.WriteAllTextAsync(path, $"""
            ListenAddress 127.0.0.1:{port}
            HostKey {host}
            AuthorizedKeysFile {key}.pub
            PidFile {folder}/sshd.pid
            PermitRootLogin prohibit-password
            StrictModes no
            UsePAM no
            MaxStartups 100
            Subsystem sftp internal-sftp
            """);
        string[] options =
        [
            "-q", "-P", $"{port}", "-i", key, "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null",
            "-o", "IdentitiesOnly=yes", "-o", "BatchMode=yes",
        ];
        return new ScpWay(await OtherProcess.Start(port, program, "-D", "-e", "-f", path), options);
    }

    public override async Task Pass(int lane, string source, string target)
    {
        await Run("scp", [.. _options, source, $"{Environment.UserName}@127.0.0.1:{target}"]);
        await Run("openssl", "dgst", "-sha256", "-out", target + ".sha256", target);
    }

    public override ValueTask DisposeAsync()
    {
        _process.Dispose();
        return ValueTask.CompletedTask;
    }
}
