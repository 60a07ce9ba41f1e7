using System.Globalization;
using System.Text;
using System.Text.Json;
using Allmine.Application.Ports.Feed;

namespace Allmine.Infrastructure.Persistence.Sqlite.Feed;

/// <summary>The changes before an event as the JSON of a column: <c>{"message.created":[71,12]}</c>, the number in the feed and the chat's change for each type.</summary>
internal static class SqliteFeedPriors
{
    /// <returns>Null for none.</returns>
    public static string? Write(IReadOnlyList<FeedPrior> priors)
    {
        if (priors.Count == 0)
            return null;
        var json = new StringBuilder("{", 40 * priors.Count);
        foreach (var (type, number, change) in priors)
            json.Append(json.Length == 1 ? "\"" : ",\"").Append(FeedTypeNames.NameOf(type)).Append(CultureInfo.InvariantCulture, $"\":[{number},{change}]");
        return json.Append('}').ToString();
    }

    /// <exception cref="JsonException">It is none; or <see cref="InvalidOperationException"/>, <see cref="FormatException"/>, <see cref="InvalidDataException"/>.</exception>
    public static IReadOnlyList<FeedPrior> Read(ReadOnlySpan<byte> utf8)
    {
        var priors = new List<FeedPrior>();
        var reader = new Utf8JsonReader(utf8);
        Demand(ref reader, JsonTokenType.StartObject);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            Demand(ref reader, JsonTokenType.StartArray);
            reader.Read();
            var number = reader.GetInt64();
            reader.Read();
            var change = reader.GetInt64();
            Demand(ref reader, JsonTokenType.EndArray);
            priors.Add(FeedTypeNames.TryParse(name, out var type) ? new FeedPrior(type, number, change) : throw new InvalidDataException($"The type {name} is unknown."));
        }

        // There is nothing behind it, or this throws.
        reader.Read();
        return priors;
    }

    private static void Demand(ref Utf8JsonReader reader, JsonTokenType type)
    {
        if (!reader.Read() || reader.TokenType != type)
            throw new JsonException($"There is no {type} where one has to be.");
    }
}
