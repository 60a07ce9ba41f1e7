using System.Text.Json;
using Allmine.Domain;
using Allmine.Domain.Users;

namespace Allmine.Infrastructure.Persistence.Sqlite.Records;

/// <summary>An entry of the user directory as it was once, as the JSON of an event.</summary>
internal sealed record SqliteUserEntry(string Username, string? ProfilePhoto, string Kind)
{
    public static string Write(User user) =>
        JsonSerializer.Serialize(new SqliteUserEntry(user.Username.Value, user.ProfilePhoto, UserKindNames.NameOf(user.Kind)), SqliteUserJson.Entry);

    /// <exception cref="JsonException">It can't be read; or <see cref="InvalidDataException"/>.</exception>
    public static User Read(string json, Id<User> id)
    {
        var entry = JsonSerializer.Deserialize(json, SqliteUserJson.Entry);
        return entry is { Username: { } name } && UserKindNames.Parse(entry.Kind) is { } kind
            ? User.Restore(id, Domain.Users.Username.Restore(name), entry.ProfilePhoto, kind)
            : throw new InvalidDataException($"The user {id} was without a name, or of the unknown kind '{entry?.Kind}'.");
    }
}
