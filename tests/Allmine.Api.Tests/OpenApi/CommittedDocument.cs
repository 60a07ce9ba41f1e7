using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Allmine.Api.Tests.Hosting;

namespace Allmine.Api.Tests.OpenApi;

/// <summary>The OpenAPI document as it is committed: without what depends on where and by what it was made.</summary>
internal static class CommittedDocument
{
    public static readonly string[] Path = ["docs", "openapi-v2.json"];

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>As it has to be.</summary>
    public static async Task<string> ReadAsync(Service service)
    {
        var document = JsonNode.Parse((await service.Anonymous.GetAsync("/openapi/v2.json")).Expect(HttpStatusCode.OK).Text)!.AsObject();
        document.Remove("x-generator");
        return document.ToJsonString(Indented).ReplaceLineEndings("\n") + "\n";
    }
}
