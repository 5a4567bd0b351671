using Teahouse.Protocol;
using Teahouse.Server.Users;

namespace Teahouse.Server.Files;

public sealed class FileRules
{
    public Task<FileOffer> Offer(Caller caller, OfferFile offer) => throw new ChatException(ErrorCode.NotFound);

    public Task Accept(Caller caller, Guid fileId) => throw new ChatException(ErrorCode.NotFound);

    public Task Decline(Caller caller, Guid fileId) => throw new ChatException(ErrorCode.NotFound);

    public Task Cancel(Caller caller, Guid fileId) => throw new ChatException(ErrorCode.NotFound);
}
