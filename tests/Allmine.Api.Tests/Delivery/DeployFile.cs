using System.Text.Json;
using System.Text.Json.Nodes;
using Allmine.Api.Tests.Hosting;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace Allmine.Api.Tests.Delivery;

/// <summary>Reads files of <c>deploy/</c>.</summary>
internal static class DeployFile
{
    public static string At(params string[] path) => RepositoryFile.At(["deploy", .. path]);

    /// <summary>The one document of a YAML file; every value in it is text.</summary>
    public static JsonNode Yaml(params string[] path)
    {
        using var reader = File.OpenText(At(path));
        var document = new DeserializerBuilder().Build().Deserialize<object>(new MergingParser(new Parser(reader)));
        return JsonNode.Parse(new SerializerBuilder().JsonCompatible().Build().Serialize(document))!;
    }

    /// <summary>The settings in a file of lines, by the names that the service gives them.</summary>
    public static Dictionary<string, string?> Settings(params string[] path) => File.ReadAllLines(At(path))
        .Where(line => line.Length > 0 && line[0] != '#')
        .ToDictionary(line => NameOf(line[..line.IndexOf('=', StringComparison.Ordinal)]), string? (line) => line[(line.IndexOf('=', StringComparison.Ordinal) + 1)..]);

    /// <summary>The settings in a part of a YAML file.</summary>
    public static Dictionary<string, string?> Settings(JsonNode part) => part.AsObject().ToDictionary(pair => NameOf(pair.Key), pair => (string?)pair.Value!.GetValue<string>());

    /// <summary>As the service names what the environment names.</summary>
    public static string NameOf(string variable) => variable.Replace("__", ":", StringComparison.Ordinal);

    /// <summary>All texts in a part of a JSON or YAML file.</summary>
    public static IEnumerable<string> Texts(JsonNode? node) => node switch
    {
        JsonObject each => each.SelectMany(pair => Texts(pair.Value)),
        JsonArray each => each.SelectMany(Texts),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => [value.GetValue<string>()],
        _ => [],
    };
}
