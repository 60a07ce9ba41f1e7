using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Allmine.Domain.Users;

namespace Allmine.Domain.Chats;

/// <summary>What a numbered line in the history of a chat tells: one change of the chat itself.</summary>
/// <param name="Event">What has changed.</param>
/// <param name="UserId">Whom it is about; null where it is about nobody, or about whoever did it.</param>
public sealed record ChatLine(ChatEvent Event, Id<User>? UserId = null)
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The title, if it has changed.</summary>
    public Change<string> Title { get; init; }

    /// <summary>The role that somebody has now; null where no role was given.</summary>
    public ChatRole? Role { get; init; }

    /// <summary>The line's metadata: a JSON object without white space.</summary>
    public string ToMetadata()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Readable))
        {
            json.WriteStartObject();
            json.WriteString("event", ChatEventNames.NameOf(Event));
            if (UserId is { } user)
                json.WriteString("userId", user.ToString());
            if (Title.IsGiven)
                json.WriteString("title", Title.Value);
            if (Role is { } role)
                json.WriteString("role", ChatRoleNames.NameOf(role));
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
