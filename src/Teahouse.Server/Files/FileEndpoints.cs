using System.Net.Mime;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;
using Teahouse.Protocol;
using Teahouse.Server.Requests;
using Teahouse.Server.Users;

namespace Teahouse.Server.Files;

/// <summary>The bytes of files over HTTP: chunks up, the file down.</summary>
internal static class FileEndpoints
{
    /// <summary>Maps the calls about files.</summary>
    public static void MapFiles(this WebApplication app)
    {
        var files = app.MapGroup("/api/files/{id:guid}").RequireAuthorization();
        files.MapGet("", Status);
        files.MapPut("/bytes/{offset:long}", Write).WithMetadata(new RequestSizeLimitAttribute(Limits.ChunkBytes));
        files.MapGet("/hashes/{number:long}", Hashes);
        files.MapPost("/changed", Changed);
        files.MapPost("/finish", Finish);
        files.MapGet("/content", Content);
        files.MapGet("/thumbnail", Thumbnail);
    }

    private static FileStatus Status(HttpContext context, Guid id, FileRules rules, UploadRules uploads, ProgressFeed progress)
    {
        context.Response.Headers.CacheControl = "no-store";
        var caller = Caller.From(context.User);
        return rules.Status(caller, id) with { Handed = progress.HandedOf(id), Busy = uploads.IsBusy(caller, id) };
    }

    private static async Task Write(HttpContext context, Guid id, long offset, UploadRules rules, BlockPools blocks)
    {
        using var large = blocks.Enlarge();
        var request = context.Request;
        var head = new ChunkHead(offset, request.ContentLength, request.Headers["Content-Digest"]);
        try
        {
            var progress = await rules.Write(Caller.From(context.User), id, head, request.BodyReader, context.RequestAborted);
            await context.Response.WriteAsJsonAsync(progress, Wire.Tolerant);
        }
        catch (ChatException refused) when (refused.Code is ErrorCode.Busy or ErrorCode.FileSizeInvalid)
        {
            var status = refused.Code == ErrorCode.Busy ? StatusCodes.Status409Conflict : StatusCodes.Status413PayloadTooLarge;
            await RefusalAnswers.Write(context, refused.Refusal, status);
        }
    }

    private static async Task<IResult> Finish(HttpContext context, Guid id, FinishFile finish, UploadRules rules)
    {
        await rules.Finish(Caller.From(context.User), id, finish);
        return Results.NoContent();
    }

    private static FileContentHttpResult Hashes(HttpContext context, Guid id, long number, UploadRules rules)
    {
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Bytes(rules.Hashes(Caller.From(context.User), id, number), MediaTypeNames.Application.Octet);
    }

    private static FileContentHttpResult Thumbnail(HttpContext context, Guid id, FileRules rules)
    {
        var bytes = rules.Thumbnail(Caller.From(context.User), id);
        // Shown by the page, never opened as a page of its own.
        var headers = context.Response.Headers;
        headers.ContentDisposition = "attachment";
        headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        headers.CacheControl = "private, max-age=31536000, immutable";
        return TypedResults.Bytes(bytes, ImageHeader.Read(bytes)?.MediaType ?? MediaTypeNames.Application.Octet);
    }

    private static async Task<IResult> Changed(HttpContext context, Guid id, UploadRules rules)
    {
        await rules.Changed(Caller.From(context.User), id);
        return Results.NoContent();
    }

    private static async Task Content(HttpContext context, Guid id, DownloadRules rules, BlockPools blocks)
    {
        using var large = blocks.Enlarge();
        var caller = Caller.From(context.User);
        using var download = rules.Open(caller, id, context.RequestAborted);
        var transfer = download.Transfer;
        var tag = new EntityTagHeaderValue($"\"{id:N}\"");
        if (FileRange.Of(context.Request.GetTypedHeaders(), transfer.Size, tag) is not { } range)
        {
            context.Response.StatusCode = StatusCodes.Status416RangeNotSatisfiable;
            context.Response.GetTypedHeaders().ContentRange = new ContentRangeHeaderValue(transfer.Size);
            return;
        }
        try
        {
            // A browser has few connections to a host, and shows a download as running once it has the headers.
            await download.Begin(range.From);
            Announce(context.Response, transfer, range, tag);
            await context.Response.StartAsync(context.RequestAborted);
            await download.CopyTo(FileBody.Of(context), range.From, range.End);
        }
        catch (OperationCanceledException) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            throw new ChatException(download.IsBroken ? ErrorCode.FileWrongState : ErrorCode.Busy);
        }
        catch (Exception e) when (context.Response.HasStarted && e is OperationCanceledException or IOException)
        {
            // Cut off short of the announced length, so that the browser shows a failed download and never a part as the whole.
            context.Abort();
            return;
        }
        if (range.End == transfer.Size) await rules.Done(caller, download);
    }

    private static void Announce(HttpResponse response, Transfer transfer, FileRange range, EntityTagHeaderValue tag)
    {
        var headers = response.GetTypedHeaders();
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(FileName.ForDownload(transfer.Name));
        headers.ContentDisposition = disposition;
        headers.ContentType = new MediaTypeHeaderValue(MediaTypeNames.Application.Octet);
        headers.ContentLength = range.End - range.From;
        headers.ETag = tag;
        headers.CacheControl = new CacheControlHeaderValue { Private = true, NoStore = true };
        response.Headers.AcceptRanges = "bytes";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        if (!range.IsPart) return;
        response.StatusCode = StatusCodes.Status206PartialContent;
        headers.ContentRange = new ContentRangeHeaderValue(range.From, range.End - 1, transfer.Size);
    }
}
