using System.Buffers.Binary;
using System.Net.Mime;

namespace Teahouse.Server.Files;

/// <summary>What the first bytes of a thumbnail say it is; nothing is decoded here.</summary>
/// <param name="MediaType">Its media type.</param>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
internal sealed record ImageHeader(string MediaType, int Width, int Height)
{
    /// <summary>Reads the header of a JPEG (T.81) or a WebP (RFC 9649); null for everything else.</summary>
    public static ImageHeader? Read(ReadOnlySpan<byte> image)
    {
        if (image.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF])) return ReadJpeg(image);
        return image.StartsWith("RIFF"u8) && image.Length >= 30 && image[8..].StartsWith("WEBP"u8) ? ReadWebP(image[12..]) : null;
    }

    private static ImageHeader? ReadJpeg(ReadOnlySpan<byte> image)
    {
        for (var at = 2; at + 9 <= image.Length && image[at] == 0xFF;)
        {
            var marker = image[at + 1];
            var segment = image[(at + 2)..];
            // Start of frame; C4, C8 and CC stand among them and are something else.
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
                return new(MediaTypeNames.Image.Jpeg, BinaryPrimitives.ReadUInt16BigEndian(segment[5..]),
                    BinaryPrimitives.ReadUInt16BigEndian(segment[3..]));
            at += marker == 0xFF ? 1 : 2 + BinaryPrimitives.ReadUInt16BigEndian(segment);
        }
        return null;
    }

    private static ImageHeader? ReadWebP(ReadOnlySpan<byte> chunk)
    {
        var data = chunk[8..];
        if (chunk.StartsWith("VP8X"u8)) return new(MediaTypeNames.Image.Webp, 1 + Three(data[4..]), 1 + Three(data[7..]));
        if (chunk.StartsWith("VP8L"u8))
        {
            var bits = BinaryPrimitives.ReadUInt32LittleEndian(data[1..]);
            return new(MediaTypeNames.Image.Webp, 1 + (int)(bits & 0x3FFF), 1 + (int)(bits >> 14 & 0x3FFF));
        }
        return chunk.StartsWith("VP8 "u8)
            ? new(MediaTypeNames.Image.Webp, BinaryPrimitives.ReadUInt16LittleEndian(data[6..]) & 0x3FFF,
                BinaryPrimitives.ReadUInt16LittleEndian(data[8..]) & 0x3FFF)
            : null;
    }

    private static int Three(ReadOnlySpan<byte> bytes) => bytes[0] | bytes[1] << 8 | bytes[2] << 16;
}
