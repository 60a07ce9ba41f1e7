using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Allmine.Api.Errors;
using Allmine.Domain.Errors;

namespace Allmine.Api.Tests.Hosting.Http;

/// <summary>An answer, read to its end.</summary>
/// <param name="Status">Of HTTP.</param>
/// <param name="Headers">By name, whatever the case of its letters; several values are joined by a comma.</param>
/// <param name="Body">The bytes.</param>
public sealed partial record Reply(HttpStatusCode Status, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    private static readonly string[] EnvelopeProperties = ["isSuccess", "statusCode", "data", "errors", "codes", "timestamp"];

    /// <summary>Whether a program of before gave it, which does not keep what has been decided since.</summary>
    public bool IsOfLastRelease { get; init; }

    public string Text => System.Text.Encoding.UTF8.GetString(Body);

    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    /// <summary>A property of the body; the names of those inside others are parted by dots.</summary>
    public JsonElement this[string path] => path.Split('.').Aggregate(Json, (element, name) => element.GetProperty(name));

    public IReadOnlyList<string> Codes => Strings("codes");

    public IReadOnlyList<string> Errors => Strings("errors");

    public string? Header(string name) => Headers.GetValueOrDefault(name);

    public Reply Expect(HttpStatusCode status)
    {
        Assert.True(Status == status, $"Expected {(int)status}, got {(int)Status}: {Text}");
        return this;
    }

    /// <summary>The answer is the envelope of that status with just these codes, in whatever order, and all that goes with it.</summary>
    public Reply ExpectError(int status, params string[] codes)
    {
        Expect((HttpStatusCode)status);
        Assert.Equal("application/json; charset=utf-8", Header("Content-Type"));
        Assert.Equal(EnvelopeProperties, Json.EnumerateObject().Select(property => property.Name));
        Assert.False(Json.GetProperty("isSuccess").GetBoolean());
        Assert.Equal(status, Json.GetProperty("statusCode").GetInt32());
        Assert.Equal(JsonValueKind.Null, Json.GetProperty("data").ValueKind);
        Assert.Equal(codes.Order(), Codes.Order());
        Assert.Equal(Codes.Count + 1, Errors.Count);
        Assert.Equal(Titles[status], Errors[0]);
        Assert.All(Errors, sentence => Assert.False(string.IsNullOrWhiteSpace(sentence)));
        Assert.Matches(Timestamp(), Json.GetProperty("timestamp").GetString());
        ExpectHeadersOf(status);
        ExpectNoInternals();
        return this;
    }

    private static readonly Dictionary<int, string> Titles = new()
    {
        [400] = "Validation failed",
        [401] = "Authentication required",
        [403] = "Insufficient permissions",
        [404] = "Resource not found",
        [405] = ErrorStatus.Of(ErrorKind.NotSupported).Title,
        [408] = "Request timeout",
        [409] = "Resource already exists or cannot be changed in its current state",
        [412] = "Precondition failed",
        [413] = ErrorStatus.Of(ErrorKind.TooLarge).Title,
        [415] = ErrorStatus.Of(ErrorKind.UnsupportedType).Title,
        [429] = ErrorStatus.Of(ErrorKind.RateLimited).Title,
        [500] = ErrorStatus.Of(ErrorKind.Failure).Title,
        [503] = ErrorStatus.Of(ErrorKind.Unavailable).Title,
    };

    private void ExpectHeadersOf(int status)
    {
        Assert.False(string.IsNullOrEmpty(Header("X-Request-Id")));
        if (!IsOfLastRelease)
            Assert.Equal("no-store", Header("Cache-Control"));
        Assert.Equal(status == 401, Header("WWW-Authenticate")?.StartsWith("Bearer", StringComparison.Ordinal) == true);
        Assert.Equal(status == 405, !string.IsNullOrEmpty(Header("Allow")));
        Assert.Equal(status is 429 or 503, int.TryParse(Header("Retry-After"), out var seconds) && seconds >= 1);
    }

    /// <summary>Nothing of how the service is made: no stack trace, no name of a type, no word of a parser.</summary>
    private void ExpectNoInternals()
    {
        foreach (var word in new[] { "   at ", "Exception", "System.", "Microsoft.", "Allmine.", "LineNumber", "BytePosition", "JsonReader" })
            Assert.DoesNotContain(word, Text, StringComparison.Ordinal);
    }

    private List<string> Strings(string name) => [.. Json.GetProperty(name).EnumerateArray().Select(item => item.GetString()!)];

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")]
    private static partial Regex Timestamp();
}
