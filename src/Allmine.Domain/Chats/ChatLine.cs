using System.Globalization;
using System.Text;
using Allmine.Domain.Users;

namespace Allmine.Domain.Chats;

/// <summary>What a numbered line in the history of a chat tells: one change of the chat itself.</summary>
/// <param name="Event">What has changed.</param>
/// <param name="UserId">Whom it is about; null where it is about nobody, or about whoever did it.</param>
public sealed record ChatLine(ChatEvent Event, Id<User>? UserId = null)
{
    /// <summary>The title, if it has changed.</summary>
    public Change<string> Title { get; init; }

    /// <summary>The role that somebody has now; null where no role was given.</summary>
    public ChatRole? Role { get; init; }

    /// <summary>The line's metadata: a JSON object without white space.</summary>
    public string ToMetadata()
    {
        var json = new StringBuilder("{\"event\":").Append(Quoted(ChatEventNames.NameOf(Event)));
        if (UserId is { } user)
            json.Append(",\"userId\":").Append(Quoted(user.ToString()));
        if (Title.IsGiven)
            json.Append(",\"title\":").Append(Title.Value is { } title ? Quoted(title) : "null");
        if (Role is { } role)
            json.Append(",\"role\":").Append(Quoted(ChatRoleNames.NameOf(role)));
        return json.Append('}').ToString();
    }

    /// <summary>A JSON string (RFC 8259, section 7), with no more escapes than must be.</summary>
    private static string Quoted(string text)
    {
        var json = new StringBuilder("\"");
        foreach (var unit in text)
        {
            _ = unit switch
            {
                '"' or '\\' => json.Append('\\').Append(unit),
                '\n' => json.Append(@"\n"),
                '\r' => json.Append(@"\r"),
                '\t' => json.Append(@"\t"),
                < ' ' => json.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}"),
                _ => json.Append(unit),
            };
        }

        return json.Append('"').ToString();
    }
}
