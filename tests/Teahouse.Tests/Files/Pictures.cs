namespace Teahouse.Tests.Files;

/// <summary>Small real pictures, 16 × 9 where nothing else is said, as browsers and image programs write them.</summary>
internal static class Pictures
{
    public static byte[] Jpeg { get; } = Convert.FromBase64String(
        "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABALDA4MChAODQ4SERATGCgaGBYWGDEjJR0oOjM9PDkzODdASFxOQERXRTc4UG1RV19iZ2hnPk1xeXBkeFxlZ2" +
        "P/2wBDARESEhgVGC8aGi9jQjhCY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2P/wAARCAAJABADASIAAhEBAxEB" +
        "/8QAFgABAQEAAAAAAAAAAAAAAAAAAAUG/8QAGxAAAQQDAAAAAAAAAAAAAAAAAAEDBBVTkdH/xAAVAQEBAAAAAAAAAAAAAAAAAAACA//EABYRAAMAAAAAAA" +
        "AAAAAAAAAAAAACE//aAAwDAQACEQMRAD8Ag30XG9pOi+i43tJ0zoBNS13P/9k=");

    public static byte[] LossyWebP { get; } = Convert.FromBase64String(
        "UklGRjgAAABXRUJQVlA4ICwAAACwAQCdASoQAAkAAsBMJZACdAEOuwSAAP4PN6w3V1zICeltH2XkAiy1MVSAAA==");

    public static byte[] LosslessWebP { get; } = Convert.FromBase64String("UklGRiIAAABXRUJQVlA4TBUAAAAvDwACAA8wVaM6RPMfeJj/iP7H/wAA");

    /// <summary>With an alpha channel.</summary>
    public static byte[] ExtendedWebP { get; } = Convert.FromBase64String(
        "UklGRmYAAABXRUJQVlA4WAoAAAAQAAAADwAACAAAQUxQSBIAAAABDzD/ERFCSED4f1piQ0T/0yFWUDggLgAAAHABAJ0BKhAACQACwEwloAJ0AUAAAP7ws6//+j" +
        "B3Zm+iR4/qp1U6yOq/5Z3EAAA=");

    /// <summary>321 × 4.</summary>
    public static byte[] WideWebP { get; } = Convert.FromBase64String(
        "UklGRjwAAABXRUJQVlA4IDAAAADQAwCdASpBAQQAP3G412S0ryunIYgCkC4JaQAADHMmTJkyZMmTIYAA/u48AAAAAAA=");
}
