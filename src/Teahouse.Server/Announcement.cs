using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Text;
using QRCoder;

namespace Teahouse.Server;

/// <summary>What the program prints: the addresses that others can open, with a QR code of the first, and why it cannot start.</summary>
internal static class Announcement
{
    /// <summary>Prints every address that others can open.</summary>
    /// <param name="listening">What the server listens on.</param>
    public static void Print(IEnumerable<string> listening)
    {
#pragma warning disable RS0030 // This is the one place of the server that prints.
        Console.OutputEncoding = Encoding.UTF8;
        var addresses = listening.SelectMany(Reachable).Distinct().ToArray();
        Console.WriteLine("茶馆已开门，同一网络里的人用浏览器打开： / Teahouse is open; others on this network open in a browser:");
        Console.WriteLine();
        foreach (var address in addresses) Console.WriteLine("    " + address);
        Console.WriteLine();
        if (addresses.Length > 0) Console.WriteLine(QrCode(addresses[0]));
        Console.WriteLine("按 Ctrl+C 停止 / Ctrl+C stops it");
#pragma warning restore RS0030
    }

    /// <summary>Prints what a command has to say.</summary>
    public static void Say(string line)
    {
#pragma warning disable RS0030 // This is the one place of the server that prints.
        Console.OutputEncoding = Encoding.UTF8;
        Console.WriteLine(line);
#pragma warning restore RS0030
    }

    /// <summary>Prints why the program cannot go on.</summary>
    /// <returns>The exit code.</returns>
    public static int Fail(string line)
    {
#pragma warning disable RS0030 // This is the one place of the server that prints.
        Console.OutputEncoding = Encoding.UTF8;
        Console.Error.WriteLine(line);
#pragma warning restore RS0030
        return 1;
    }

    private static IEnumerable<string> Reachable(string url)
    {
        var uri = new Uri(url.Replace("//*", "//0.0.0.0", StringComparison.Ordinal).Replace("//+", "//0.0.0.0", StringComparison.Ordinal));
        if (!IPAddress.TryParse(uri.Host.Trim('[', ']'), out var address)
            || !(address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)))
            return [Show(uri)];
        var own = NetworkInterface.GetAllNetworkInterfaces()
            .Where(network => network.OperationalStatus == OperationalStatus.Up)
            .OrderBy(network => network.NetworkInterfaceType == NetworkInterfaceType.Loopback)
            .SelectMany(network => network.GetIPProperties().UnicastAddresses)
            .Select(unicast => unicast.Address)
            .Where(a => a.AddressFamily == AddressFamily.InterNetwork);
        return own.Select(a => Show(new UriBuilder(uri) { Host = a.ToString() }.Uri));
    }

    private static string Show(Uri uri) => uri.GetLeftPart(UriPartial.Authority);

    private static string QrCode(string text)
    {
        using var generator = new QRCodeGenerator();
        using var data = generator.CreateQrCode(text, QRCodeGenerator.ECCLevel.M);
        using var code = new AsciiQRCode(data);
        return code.GetGraphicSmall();
    }
}
