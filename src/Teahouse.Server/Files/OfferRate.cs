namespace Teahouse.Server.Files;

/// <summary>How many files a user may offer: so many at once, and so many a minute.</summary>
internal sealed class OfferRate(ChatOptions options)
    : Users.UserRate(options.OffersPerMinute, TimeSpan.FromMinutes(1.0 / options.OffersPerMinute));
