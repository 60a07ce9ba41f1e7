using System.Text.Json;

namespace Allmine.Infrastructure.Persistence.Sqlite.Records;

/// <summary>Reads <see cref="SqliteLife"/> token by token: each message of a page that something has become of has one, and by its types it took longer than all else that is read of it.</summary>
internal static class SqliteLifeReader
{
    /// <exception cref="JsonException">It is none.</exception>
    public static SqliteLife Read(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8);
        try
        {
            reader.Read();
            var life = ReadLife(ref reader);
            // There is nothing behind it, or this throws.
            reader.Read();
            return life;
        }
        catch (Exception exception) when (exception is InvalidOperationException or FormatException)
        {
            throw new JsonException("A part of it is of another type.", exception);
        }
    }

    private static SqliteLife ReadLife(ref Utf8JsonReader reader)
    {
        var version = 0;
        long? editedAt = null, deletedAt = null, pinnedAt = null, thumbnailChange = null;
        List<SqliteReaction>? reactions = null;
        string? thumbnailKey = null;
        bool? isOnlyDeleted = null;
        Demand(ref reader, JsonTokenType.StartObject);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (Is(ref reader, "version"u8))
                version = reader.GetInt32();
            else if (Is(ref reader, "editedAt"u8))
                editedAt = WholeOrNull(ref reader);
            else if (Is(ref reader, "deletedAt"u8))
                deletedAt = WholeOrNull(ref reader);
            else if (Is(ref reader, "pinnedAt"u8))
                pinnedAt = WholeOrNull(ref reader);
            else if (Is(ref reader, "reactions"u8))
                reactions = ReadReactions(ref reader);
            else if (Is(ref reader, "thumbnailChange"u8))
                thumbnailChange = WholeOrNull(ref reader);
            else if (Is(ref reader, "thumbnailKey"u8))
                thumbnailKey = reader.GetString();
            else if (Is(ref reader, "isOnlyDeleted"u8))
                isOnlyDeleted = reader.TokenType == JsonTokenType.Null ? null : reader.GetBoolean();
            else
                reader.Skip();
        }

        return new SqliteLife(version, editedAt, deletedAt, pinnedAt, reactions, thumbnailChange, thumbnailKey, isOnlyDeleted);
    }

    private static List<SqliteReaction>? ReadReactions(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null)
            return null;
        var reactions = new List<SqliteReaction>();
        Demand(ref reader, JsonTokenType.StartArray);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            string? emoji = null;
            List<SqliteReactor>? by = null;
            Demand(ref reader, JsonTokenType.StartObject);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (Is(ref reader, "emoji"u8))
                    emoji = reader.GetString();
                else if (Is(ref reader, "by"u8))
                    by = ReadReactors(ref reader);
                else
                    reader.Skip();
            }

            reactions.Add(emoji is not null && by is not null ? new SqliteReaction(emoji, by) : throw new JsonException("A reaction lacks a part."));
        }

        return reactions;
    }

    private static List<SqliteReactor> ReadReactors(ref Utf8JsonReader reader)
    {
        var reactors = new List<SqliteReactor>();
        Demand(ref reader, JsonTokenType.StartArray);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            string? user = null;
            var at = 0L;
            Demand(ref reader, JsonTokenType.StartObject);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (Is(ref reader, "user"u8))
                    user = reader.GetString();
                else if (Is(ref reader, "at"u8))
                    at = reader.GetInt64();
                else
                    reader.Skip();
            }

            reactors.Add(new SqliteReactor(user ?? throw new JsonException("A reactor is nobody."), at));
        }

        return reactors;
    }

    private static long? WholeOrNull(ref Utf8JsonReader reader) => reader.TokenType == JsonTokenType.Null ? null : reader.GetInt64();

    private static void Demand(ref Utf8JsonReader reader, JsonTokenType type)
    {
        if (reader.TokenType != type)
            throw new JsonException($"It has {reader.TokenType} where {type} should be.");
    }

    /// <summary>Whether the reader is at the property of that name; if so, it moves to its value.</summary>
    private static bool Is(ref Utf8JsonReader reader, ReadOnlySpan<byte> name) => reader.ValueTextEquals(name) && reader.Read();
}
