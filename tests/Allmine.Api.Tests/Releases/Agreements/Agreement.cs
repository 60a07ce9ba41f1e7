using System.Text.Json;
using Allmine.Api.Tests.Hosting.Http;

namespace Allmine.Api.Tests.Releases.Agreements;

/// <summary>
/// Whether the two programs answer the same. Answers grow at the end: the present program's objects have the properties of the last
/// release's, in the same order and with the same values, and may have more after them.
/// </summary>
internal static class Agreement
{
    public static void Expect(Build build, Reply reply, Reply other)
    {
        var (older, newer) = build == Build.LastRelease ? (reply, other) : (other, reply);
        Assert.True(
            older.Status == newer.Status && IsContained(older.Text, newer.Text),
            $"The programs don't agree.\nLast release: {older.Status} {older.Text}\nPresent:      {newer.Status} {newer.Text}");
    }

    /// <summary>Whether the newer text is the older one, grown at the end of its objects.</summary>
    public static bool IsContained(string older, string newer) =>
        older == newer || (older.Length > 0 && newer.Length > 0 && IsContained(JsonDocument.Parse(older).RootElement, JsonDocument.Parse(newer).RootElement));

    private static bool IsContained(JsonElement older, JsonElement newer) => (older.ValueKind, newer.ValueKind) switch
    {
        (JsonValueKind.Object, JsonValueKind.Object) => AreContained(older.EnumerateObject().ToList(), newer.EnumerateObject().ToList()),
        (JsonValueKind.Array, JsonValueKind.Array) => older.GetArrayLength() == newer.GetArrayLength()
            && older.EnumerateArray().Zip(newer.EnumerateArray()).All(pair => IsContained(pair.First, pair.Second)),
        _ => older.GetRawText() == newer.GetRawText(),
    };

    private static bool AreContained(List<JsonProperty> older, List<JsonProperty> newer) => older.Count <= newer.Count
        && older.Zip(newer).All(pair => pair.First.Name == pair.Second.Name && IsContained(pair.First.Value, pair.Second.Value));
}
