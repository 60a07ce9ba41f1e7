using System.Text;
using System.Text.Json;
using Allmine.Domain;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Infrastructure.Persistence.Sqlite.Records;

/// <summary>
/// What has become of a message (<see cref="MessageLife"/>), as the JSON of a column; its number of change is in a column of its own. Times are milliseconds since
/// 1970-01-01 UTC. The thumbnail that came later is here: the message's row stays as it was sent.
/// </summary>
internal sealed record SqliteLife(
    int Version, long? EditedAt, long? DeletedAt, long? PinnedAt, IReadOnlyList<SqliteReaction>? Reactions, long? ThumbnailChange, string? ThumbnailKey,
    bool? IsOnlyDeleted)
{
    /// <param name="message">The message.</param>
    /// <param name="isOnlyDeleted">Of a deleted one: nothing had become of it before, so that nothing is left of that.</param>
    public static string Write(Message message, bool isOnlyDeleted = false)
    {
        var life = message.Life;
        return JsonSerializer.Serialize(
            new SqliteLife(
                life.Version,
                Milliseconds(life.EditedAt),
                Milliseconds(life.DeletedAt),
                Milliseconds(life.PinnedAt),
                life.Reactions.Count == 0 ? null : [.. life.Reactions.Select(Of)],
                life.ThumbnailChange,
                life.ThumbnailChange is null ? null : message.Media?.ThumbnailKey,
                isOnlyDeleted ? true : null),
            SqliteLifeJson.Column);
    }

    /// <param name="utf8">As the column has it.</param>
    /// <exception cref="JsonException">It can't be read.</exception>
    public static SqliteLife Read(ReadOnlySpan<byte> utf8) => SqliteLifeReader.Read(utf8);

    /// <summary>The same; null if it can't be read.</summary>
    public static SqliteLife? ReadOrNull(string json)
    {
        try
        {
            return Read(Encoding.UTF8.GetBytes(json));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <param name="change">The number of the change that altered the message last.</param>
    public MessageLife ToLife(long change) => MessageLife.Untouched with
    {
        Change = change,
        Version = Version >= 1 ? Version : throw new InvalidDataException($"A message has the version {Version}."),
        EditedAt = Time(EditedAt),
        DeletedAt = Time(DeletedAt),
        PinnedAt = Time(PinnedAt),
        Reactions = Reactions is null ? [] : [.. Reactions.Select(Of)],
        ThumbnailChange = ThumbnailChange,
    };

    private static SqliteReaction Of(Reaction reaction) =>
        new(reaction.Emoji, [.. reaction.Reactors.Select(reactor => new SqliteReactor(reactor.UserId.ToString(), Milliseconds(reactor.At)))]);

    private static Reaction Of(SqliteReaction reaction) =>
        new(reaction.Emoji, [.. reaction.By.Select(reactor => new Reactor(Id<User>.Parse(reactor.User), Time(reactor.At)))]);

    private static long Milliseconds(DateTime utc) => SqliteTime.Milliseconds(utc);

    private static long? Milliseconds(DateTime? utc) => utc is { } time ? Milliseconds(time) : null;

    private static DateTime Time(long milliseconds) => SqliteTime.Of(milliseconds);

    private static DateTime? Time(long? milliseconds) => milliseconds is { } time ? Time(time) : null;
}
