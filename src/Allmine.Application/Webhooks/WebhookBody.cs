using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Allmine.Application.Feed;
using Allmine.Application.Ports.Feed;
using Allmine.Domain;
using Allmine.Domain.Chats;

namespace Allmine.Application.Webhooks;

/// <summary>Writes what is sent to receivers. The same event has the same bytes in every attempt and replay, until its message is deleted.</summary>
internal static class WebhookBody
{
    /// <summary>A body with more bytes has no data but an identifier.</summary>
    public const int Greatest = 20_000;

    public const string TestType = "webhook.test";

    public const string GapType = "webhook.gap";

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>The header <c>webhook-id</c>.</summary>
    public static string IdOf(Id<FeedEntry> id) => $"evt_{id}";

    /// <param name="told">An event of the feed.</param>
    /// <param name="previousChange">The change of the chat that the receiver was given before.</param>
    public static byte[] Of(ToldEvent told, long? previousChange)
    {
        var entry = told.Entry;
        var whole = Write(told.Position, FeedTypeNames.NameOf(entry.Type), entry.ChatId, entry.Change, entry.Data, entry.CreatedAt, isTruncated: false, previousChange);
        if (whole.Length <= Greatest)
            return whole;
        var id = entry.MessageId?.ToString() ?? entry.ChatId?.ToString() ?? entry.Lane.ToString();
        return Write(told.Position, FeedTypeNames.NameOf(entry.Type), entry.ChatId, entry.Change, $$"""{"_id":"{{id}}"}""", entry.CreatedAt, isTruncated: true, previousChange);
    }

    public static byte[] OfTest(DateTime now) => Write(null, TestType, null, null, "{}", now, isTruncated: false, null);

    /// <param name="chatId">The chat; null for whatever there is.</param>
    /// <param name="change">The last change that was set aside, if there was one.</param>
    /// <param name="since">When it was found out.</param>
    public static byte[] OfGap(Id<Chat>? chatId, long? change, DateTime since)
    {
        var chat = chatId is { } known ? $"\"{known}\"" : "null";
        var number = change is { } last ? last.ToString(CultureInfo.InvariantCulture) : "null";
        return Write(null, GapType, chatId, null, $$"""{"chatId":{{chat}},"change":{{number}}}""", since, isTruncated: false, null);
    }

    private static byte[] Write(string? position, string type, Id<Chat>? chatId, long? change, string data, DateTime at, bool isTruncated, long? previousChange)
    {
        var buffer = new ArrayBufferWriter<byte>(data.Length + 400);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString("position", position);
            json.WriteString("type", type);
            json.WriteString("chatId", chatId?.ToString());
            WriteNumber("change", change);
            json.WritePropertyName("data");
            json.WriteRawValue(data, skipInputValidation: true);
            json.WriteString("timestamp", at.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
            json.WriteBoolean("truncated", isTruncated);
            WriteNumber("previousChange", previousChange);
            json.WriteEndObject();

            void WriteNumber(string name, long? number)
            {
                if (number is { } known)
                    json.WriteNumber(name, known);
                else
                    json.WriteNull(name);
            }
        }

        return buffer.WrittenSpan.ToArray();
    }
}
