using System.Net;
using System.Text.Json;
using Allmine.Api.Tests.Hosting;

namespace Allmine.Api.Tests.OpenApi;

/// <summary>The OpenAPI document as the service serves it.</summary>
internal sealed record ApiDocument(JsonElement Root)
{
    public static async Task<ApiDocument> ReadAsync(Service service) =>
        new((await service.Anonymous.GetAsync("/openapi/v2.json")).Expect(HttpStatusCode.OK).Json);

    public JsonElement Operation(string path, string method) => Root.GetProperty("paths").GetProperty(path).GetProperty(method);

    public JsonElement Definition(string name) => Root.GetProperty("components").GetProperty("schemas").GetProperty(name);

    /// <summary>The value of an example, which may be one that answers share.</summary>
    public JsonElement Example(JsonElement example) => (example.TryGetProperty("$ref", out var reference)
        ? Root.GetProperty("components").GetProperty("examples").GetProperty(reference.GetString()!.Split('/')[^1])
        : example).GetProperty("value");

    /// <summary>What a schema refers to.</summary>
    public JsonElement Follow(JsonElement reference) => Definition(reference.GetProperty("$ref").GetString()!.Split('/')[^1]);

    public static IEnumerable<JsonElement> Parameters(JsonElement operation) =>
        operation.TryGetProperty("parameters", out var parameters) ? parameters.EnumerateArray() : [];

    public static JsonElement Parameter(JsonElement operation, string name) =>
        Parameters(operation).Single(parameter => parameter.GetProperty("name").GetString() == name);

    public static JsonElement Property(JsonElement schema, string name) => schema.GetProperty("properties").GetProperty(name);

    public static JsonElement JsonContent(JsonElement body) => body.GetProperty("content").GetProperty("application/json");

    public static IEnumerable<string> Names(JsonElement list) => list.EnumerateArray().Select(name => name.GetString()!);
}
