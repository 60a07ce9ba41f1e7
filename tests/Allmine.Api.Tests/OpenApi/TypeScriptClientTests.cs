using System.Text.Json;
using Allmine.Api.Tests.Hosting;

namespace Allmine.Api.Tests.OpenApi;

/// <summary>The parts of the TypeScript client that are made from the code. The playground shows the first of them, too.</summary>
public sealed class TypeScriptClientTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private static readonly string[] Sources = ["clients", "typescript", "src"];

    [Fact]
    public async Task Calls_WhenMadeFromTheDocument_ThenAreThoseOfTheClient()
    {
        var document = await CommittedDocument.ReadAsync(fixture.Service);

        await RepositoryFile.AssertIsAsync(await TypeScriptGenerator.ClientAsync(document), [.. Sources, "generated.ts"]);
    }

    [Fact]
    public async Task ErrorCodes_WhenComparedWithTheCodes_ThenAreUpToDate() =>
        await RepositoryFile.AssertIsAsync(TypeScriptErrorCodes.Text(), [.. Sources, "error-codes.ts"]);

    [Fact]
    public async Task Methods_WhenOperationsAreCounted_ThenEachHasOne()
    {
        using var document = JsonDocument.Parse(await CommittedDocument.ReadAsync(fixture.Service));
        var operations = document.RootElement.GetProperty("paths").EnumerateObject().Where(path => !path.Name.Contains('#', StringComparison.Ordinal)).SelectMany(path => path.Value.EnumerateObject())
            .Select(operation => operation.Value.GetProperty("operationId").GetString()!.Split('_')).ToList();

        var generated = await File.ReadAllTextAsync(RepositoryFile.At([.. Sources, "generated.ts"]));

        Assert.NotEmpty(operations);
        Assert.Equal(operations.Count, generated.Split("return this.call(").Length - 1);
        Assert.All(operations, operation => Assert.Contains($"class {operation[0]}Calls ", generated, StringComparison.Ordinal));
    }
}
