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

/// <summary>Changes the caller's password; every other session of the account ends.</summary>
/// <param name="Current">The password until now.</param>
/// <param name="Next">The new one.</param>
public sealed record ChangePassword(string Current, string Next);
