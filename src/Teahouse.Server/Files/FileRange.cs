using Microsoft.AspNetCore.Http.Headers;
using Microsoft.Net.Http.Headers;

namespace Teahouse.Server.Files;

/// <summary>The part of a file that a request asks for (RFC 9110): one stretch, or the whole.</summary>
/// <param name="From">Its first byte.</param>
/// <param name="End">One past its last byte.</param>
/// <param name="IsPart">Whether less than the whole was asked for.</param>
internal readonly record struct FileRange(long From, long End, bool IsPart)
{
    /// <summary>Reads the request's headers.</summary>
    /// <param name="headers">The request's headers.</param>
    /// <param name="size">The file's size in bytes.</param>
    /// <param name="tag">The file's entity tag.</param>
    /// <returns>Null when the stretch lies outside of the file.</returns>
    public static FileRange? Of(RequestHeaders headers, long size, EntityTagHeaderValue tag)
    {
        var whole = new FileRange(0, size, false);
        var asked = headers.Range;
        if (asked is null || asked.Unit != "bytes" || asked.Ranges.Count != 1) return whole;
        if (headers.IfRange is { } condition && condition.EntityTag?.Compare(tag, useStrongComparison: true) != true) return whole;
        var range = asked.Ranges.Single();
        if (range.From is not { } from)
            return range.To > 0 && size > 0 ? new FileRange(Math.Max(0, size - range.To.Value), size, true) : null;
        return from < size ? new FileRange(from, Math.Min(range.To ?? long.MaxValue - 1, size - 1) + 1, true) : null;
    }
}
