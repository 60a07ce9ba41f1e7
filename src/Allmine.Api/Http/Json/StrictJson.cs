using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;

namespace Allmine.Api.Http.Json;

/// <summary>How bodies are read and written.</summary>
internal static class StrictJson
{
    /// <summary>Of every JSON body that is written.</summary>
    public const string ContentType = "application/json; charset=utf-8";

    public static readonly JsonSerializerOptions Options = Apply(new JsonSerializerOptions());

    /// <summary>What a name, a number or a null may look like is the contract's choice, not a parser's good will.</summary>
    public static JsonSerializerOptions Apply(JsonSerializerOptions options)
    {
        options.TypeInfoResolverChain.Clear();
        options.TypeInfoResolverChain.Add(ApiJson.Default);
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.PropertyNameCaseInsensitive = false;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.AllowDuplicateProperties = false;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.MaxDepth = 32;
        // Letters of every script as they are; what HTML gives a meaning to is still escaped.
        options.Encoder = JavaScriptEncoder.Create(UnicodeRanges.All);
        options.Converters.Add(new UtcMillisecondsConverter());
        return options;
    }
}
