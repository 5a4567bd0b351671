using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Teahouse.Protocol;

namespace Teahouse.Tests.Kit;

/// <summary>A request that brings a chunk and never ends by itself.</summary>
public static class OpenPut
{
    /// <summary>Sends the head of a request for the first chunk of a transfer.</summary>
    /// <param name="sender">Whose file it is.</param>
    /// <param name="id">The transfer.</param>
    /// <param name="length">The chunk's length in bytes.</param>
    /// <param name="hash">Its SHA-256.</param>
    /// <returns>The connection; its stream takes the bytes, and to close it is to break off.</returns>
    public static async Task<TcpClient> Begin(TestPerson sender, Guid id, int length, byte[] hash)
    {
        var url = sender.Home.Url;
        var client = new TcpClient();
        await client.ConnectAsync(url.Host, url.Port);
        var head = string.Create(CultureInfo.InvariantCulture, $"""
            PUT /api/files/{id}/bytes/0 HTTP/1.1
            Host: {url.Authority}
            Authorization: Bearer {sender.Token}
            Content-Length: {length}
            Content-Digest: {FileDigest.ToHeader(hash)}


            """).ReplaceLineEndings("\r\n");
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head));
        return client;
    }
}
