namespace Teahouse.Protocol;

/// <summary>An account and its password, for registering and logging in.</summary>
/// <param name="Name">The account's name, see <see cref="Limits.NameLetters"/>.</param>
/// <param name="Password">The password.</param>
/// <param name="Bearer">True when the answer shall carry the session as a bearer token (clients that are not browsers).</param>
public sealed record Credentials(string Name, string Password, bool Bearer = false);

/// <summary>Who is logged in.</summary>
/// <param name="Id">The person's id.</param>
/// <param name="Name">The account's name.</param>
/// <param name="Token">The session as a bearer token, when it was asked for.</param>
public sealed record SignedIn(long Id, string Name, string? Token = null);

/// <summary>A login of one's own account that holds, in a browser or a program.</summary>
/// <param name="Id">What it is called, to end it; nobody can log in with that.</param>
/// <param name="Agent">What the client called itself, its <c>User-Agent</c>.</param>
/// <param name="Address">The address that it logged in from.</param>
/// <param name="CreatedAt">When, Unix time in milliseconds, UTC.</param>
/// <param name="UsedAt">When it was last used, to some minutes, Unix time in milliseconds, UTC.</param>
/// <param name="Online">Whether a window of it is connected.</param>
/// <param name="Own">Whether it is the one that asks.</param>
public sealed record OwnSession(string Id, string? Agent, string? Address, long CreatedAt, long UsedAt, bool Online, bool Own);

/// <summary>Changes the caller's password; every other session of the account ends.</summary>
/// <param name="Current">The password until now.</param>
/// <param name="Next">The new one.</param>
public sealed record ChangePassword(string Current, string Next);
