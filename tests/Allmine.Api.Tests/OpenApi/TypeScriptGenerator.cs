using System.Diagnostics;
using System.Reflection;
using System.Text.Json.Nodes;
using Allmine.Api.Tests.Hosting;

namespace Allmine.Api.Tests.OpenApi;

/// <summary>NSwag's command line tool.</summary>
internal static class TypeScriptGenerator
{
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
        foreach (var (_, schema) in root["components"]!["schemas"]!.AsObject())
            schema!["additionalProperties"] = false;
        return root.ToJsonString();
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
        return (await File.ReadAllTextAsync(output)).ReplaceLineEndings("\n").TrimEnd() + "\n";
    }
}
