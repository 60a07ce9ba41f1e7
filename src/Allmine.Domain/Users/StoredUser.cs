namespace Allmine.Domain.Users;

/// <summary>An entry of the user directory as a reader finds it.</summary>
/// <param name="Id">The user, who is in the directory either way.</param>
/// <param name="Profile">Name and picture; null if this version can't read the record.</param>
public readonly record struct StoredUser(Id<User> Id, User? Profile)
{
    public static implicit operator StoredUser(User user) => new(user.Id, user);
}
