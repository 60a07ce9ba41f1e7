using System.Diagnostics;
using System.Reflection;
using Allmine.Api.Tests.Hosting;

namespace Allmine.Api.Tests.OpenApi;

/// <summary>NSwag's command line tool.</summary>
internal static class TypeScriptGenerator
{
    private static readonly string Tool = typeof(TypeScriptGenerator).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "NSwagTool").Value!;

    /// <summary>An OpenAPI document as TypeScript: its operations by the client's own templates, its schemas as interfaces and types.</summary>
    public static async Task<string> ClientAsync(string document)
    {
        using var folder = new TemporaryFolder();
        var (input, output) = (Path.Combine(folder.Path, "v2.json"), Path.Combine(folder.Path, "generated.ts"));
        await File.WriteAllTextAsync(input, document);
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
