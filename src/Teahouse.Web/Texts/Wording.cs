using System.Globalization;
using Teahouse.Protocol;
using Teahouse.Web.Browser;

namespace Teahouse.Web.Texts;

/// <summary>Dates, durations and sizes in the user's language and time zone.</summary>
public sealed class Wording(TextBook texts, TimeProvider time)
{
    private const long MinuteMs = 60_000;
    private static readonly string[] Units = ["KB", "MB", "GB", "TB", "PB"];
    private (long At, DateTimeOffset Local) _last = (long.MinValue, default);
    private (long Minute, DateOnly Day) _today = (long.MinValue, default);
    private (int Version, DateOnly Day, string Text) _dated = (-1, default, "");

    /// <summary>A moment in the user's time zone; the last one is kept, for a row asks for its own again and again.</summary>
    public DateTimeOffset Local(long unixMs)
    {
        if (unixMs != _last.At)
        {
            var offset = TimeSpan.FromMinutes(WindowJs.OffsetAt(unixMs));
            _last = (unixMs, DateTimeOffset.FromUnixTimeMilliseconds(unixMs).ToOffset(offset));
        }
        return _last.Local;
    }

    /// <summary>The day that it is here; found anew each minute, for every row asks.</summary>
    public DateOnly Today
    {
        get
        {
            var now = time.GetUtcNow().ToUnixTimeMilliseconds();
            if (now / MinuteMs != _today.Minute) _today = (now / MinuteMs, Day(now));
            return _today.Day;
        }
    }

    public DateOnly Day(long unixMs) => DateOnly.FromDateTime(Local(unixMs).DateTime);

    /// <summary>Hours and minutes.</summary>
    public string Clock(long unixMs) => OnClock(Local(unixMs));

    /// <summary>A moment as HTML's machines read it, in UTC.</summary>
    public static string Stamp(long unixMs)
    {
        var at = DateTimeOffset.FromUnixTimeMilliseconds(unixMs);
        return $"{at.Year}-{TwoDigits(at.Month)}-{TwoDigits(at.Day)}T{OnClock(at)}:{TwoDigits(at.Second)}Z";
    }

    /// <summary>A day as a heading: today, yesterday, the date; with its year when it is not this one.</summary>
    public string DayTitle(DateOnly day)
    {
        var today = Today;
        if (day == today) return texts["date.today"];
        if (day == today.AddDays(-1)) return texts["date.yesterday"];
        return Dated(day.Year == today.Year ? "date.day" : "date.dayYear", day, "");
    }

    /// <summary>A moment: the time today, else with its date, and its year when it is not this one.</summary>
    public string Moment(long unixMs)
    {
        var (day, today) = (Day(unixMs), Today);
        if (day == today) return Clock(unixMs);
        return Dated(day.Year == today.Year ? "date.short" : "date.shortYear", day, Clock(unixMs));
    }

    /// <summary>A moment with everything, for a tooltip.</summary>
    public string Full(long unixMs)
    {
        var (at, day) = (Local(unixMs), Day(unixMs));
        // The last day is kept, for the rows of one ask for it again and again.
        if (_dated.Version != texts.Version || _dated.Day != day)
            _dated = (texts.Version, day, Dated("date.shortYear", day, "{time}"));
        return _dated.Text.Replace("{time}", $"{OnClock(at)}:{TwoDigits(at.Second)}", StringComparison.Ordinal);
    }

    /// <summary>Whether somebody is online, away, or when they were last seen.</summary>
    public string StateOf(Person person) => person switch
    {
        { Online: true, Away: true } => texts["people.isAway"],
        { Online: true } => texts["people.isOnline"],
        { LastSeenAt: { } at } => texts.With("people.lastSeen", ("time", Moment(at))),
        _ => texts["people.isOffline"],
    };

    public string Span(TimeSpan span)
    {
        if (span.TotalSeconds < 60) return texts.With("time.seconds", ("n", Math.Max(1, (int)Math.Ceiling(span.TotalSeconds))));
        if (span.TotalMinutes < 60) return texts.With("time.minutes", ("n", (int)Math.Ceiling(span.TotalMinutes)));
        if (span.TotalHours < 24) return texts.With("time.hours", ("h", (int)span.TotalHours), ("m", span.Minutes));
        return texts.With("time.days", ("n", (int)Math.Ceiling(span.TotalDays)));
    }

    /// <summary>Bytes as people read them, on one line; 1 KB is 1024 bytes, as the computers of our users show it.</summary>
    public string Size(double bytes)
    {
        if (bytes < 1024) return texts.With("size.bytes", ("n", (long)bytes));
        var unit = -1;
        for (; bytes >= 1023.95 && unit < Units.Length - 1; unit++) bytes /= 1024;
        return $"{bytes.ToString(bytes < 100 ? "0.#" : "0", CultureInfo.InvariantCulture)}\u00a0{Units[unit]}";
    }

    // By hand: a format string costs a page that starts some 50 methods of code that it runs for the first time.
    private static string OnClock(DateTimeOffset at) => $"{TwoDigits(at.Hour)}:{TwoDigits(at.Minute)}";

    private static string TwoDigits(int number) => number < 10 ? $"0{number}" : number.ToString(CultureInfo.InvariantCulture);

    private string Dated(string key, DateOnly day, string clock) => texts.With(key,
        ("year", day.Year), ("month", texts[$"date.month.{day.Month}"]), ("day", day.Day),
        ("weekday", texts[$"date.weekday.{(int)day.DayOfWeek}"]), ("time", clock));
}
