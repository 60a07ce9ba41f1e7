using System.Diagnostics;
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Allmine.Api.Tests.Hosting;

namespace Allmine.Api.Tests.OpenApi;

/// <summary>NSwag's command line tool.</summary>
internal static class TypeScriptGenerator
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly string Tool = typeof(TypeScriptGenerator).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "NSwagTool").Value!;

    /// <summary>What the client has in its own way: the form beside the JSON is one call, events are read by hand, and types are open anyway.</summary>
    private static string Prepare(string document)
    {
        var root = JsonNode.Parse(document)!;
        var paths = root["paths"]!.AsObject();
        foreach (var apart in paths.Select(path => path.Key).Where(path => path.Contains('#', StringComparison.Ordinal)).ToList())
            paths.Remove(apart);
        paths["/api/v2/events"]!["get"]!["responses"]!["200"]!["content"]!["text/event-stream"]!["schema"] = new JsonObject { ["type"] = "string" };
        paths["/api/v2/feed/stream"]!["get"]!["responses"]!["200"]!["content"]!["text/event-stream"]!["schema"] = new JsonObject { ["type"] = "string" };
        foreach (var operation in paths.SelectMany(path => path.Value!.AsObject()).Select(method => method.Value!.AsObject()))
            operation["summary"] = DocumentationOf(operation);
        foreach (var (_, schema) in root["components"]!["schemas"]!.AsObject())
            schema!["additionalProperties"] = false;
        return root.ToJsonString();
    }

    /// <summary>What an editor shows of a call: its summary, its description, and how it is made. Its lines are those of a comment.</summary>
    private static string DocumentationOf(JsonObject operation)
    {
        var description = operation["description"]!.GetValue<string>();
        string[] lines = [$"{operation["summary"]!.GetValue<string>()}.", "", .. description.Split('\n'), "", "@example", ExampleOf(operation)];
        return string.Join("\n     * ", lines.Select(line => line.Replace("*/", "*\\/", StringComparison.Ordinal)));
    }

    private static string ExampleOf(JsonObject operation)
    {
        var name = operation["operationId"]!.GetValue<string>().Split('_').Select(JsonNamingPolicy.CamelCase.ConvertName).ToArray();
        var parameters = operation["parameters"]?.AsArray().Select(parameter => parameter!.AsObject()).ToList() ?? [];
        var fields = parameters.Where(parameter => parameter["in"]!.GetValue<string>() == "path")
            .Select(parameter => $"{parameter["name"]!.GetValue<string>()}: {parameter["example"]!.ToJsonString(Readable)}").ToList();
        var bodies = operation["requestBody"]?["content"]?["application/json"];
        if ((bodies?["example"] ?? bodies?["examples"]?["documented"]?["value"]) is JsonObject body)
            fields.AddRange(body.Select(field => $"{field.Key}: {field.Value?.ToJsonString(Readable) ?? "null"}"));
        else if (operation["requestBody"] is not null)
            fields.Add("file: new Blob([bytes])");
        var isKeyed = parameters.Exists(parameter => parameter["name"]!.GetValue<string>() == "Idempotency-Key" && parameter["required"]?.GetValue<bool>() == true);
        var request = fields.Count > 0 ? $"{{ {string.Join(", ", fields)} }}" : "";
        var options = isKeyed ? $"{(request.Length > 0 ? ", " : "{}, ")}{{ idempotencyKey: \"order-4711\" }}" : "";
        // A page of the feed is beside the feed, which goes on for ever.
        var call = name is ["feed", "read"] ? "feedPage" : $"{name[0]}.{name[1]}";
        return $"const answer = await allmine.{call}({request}{options});";
    }

    /// <summary>An OpenAPI document as TypeScript: its operations by the client's own templates, its schemas as interfaces and types.</summary>
    public static async Task<string> ClientAsync(string document)
    {
        using var folder = new TemporaryFolder();
        var (input, output) = (Path.Combine(folder.Path, "v2.json"), Path.Combine(folder.Path, "generated.ts"));
        await File.WriteAllTextAsync(input, Prepare(document));
        string[] arguments =
        [
            Tool, "openapi2tsclient", $"/input:{input}", $"/output:{output}", "/TypeScriptVersion:5.0", "/TypeStyle:Interface", "/EnumStyle:StringLiteral",
            "/DateTimeType:String", "/NullValue:Null", "/MarkOptionalProperties:true",
            "/Template:Fetch", "/OperationGenerationMode:MultipleClientsFromOperationId", "/ClassName:{controller}Calls", "/GenerateOptionalParameters:true",
            $"/TemplateDirectory:{RepositoryFile.At("clients", "typescript", "templates")}",
        ];
        using var nswag = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true })!;
        var printed = await nswag.StandardOutput.ReadToEndAsync();
        await nswag.WaitForExitAsync();
        Assert.True(nswag.ExitCode == 0, printed);
        return (await File.ReadAllTextAsync(output)).ReplaceLineEndings("\n").Replace(" * \n", " *\n", StringComparison.Ordinal).TrimEnd() + "\n";
    }
}
