using System.Net;
using Allmine.Api.Tests.Hosting;

namespace Allmine.Api.Tests.OpenApi;

public sealed class TypeScriptDefinitionsTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    [Fact]
    public async Task Definitions_WhenMadeFromTheDocument_ThenAreThoseThatThePlaygroundShows()
    {
        var document = (await fixture.Service.Anonymous.GetAsync("/openapi/v2.json")).Expect(HttpStatusCode.OK).Text;
        var wanted = await TypeScriptGenerator.DefinitionsAsync(document);
        var path = RepositoryFile.At("src", "Allmine.Api", "Playground", "Assets", "definitions.ts");
        if (RepositoryFile.IsToBeUpdated)
        {
            await File.WriteAllTextAsync(path, wanted);
            return;
        }

        var written = await File.ReadAllTextAsync(path);

        // The first line that differs says more than two whole files.
        var difference = written.Split('\n').Zip(wanted.Split('\n')).FirstOrDefault(pair => pair.First != pair.Second);
        Assert.True(
            written == wanted,
            $"{path} is not what the OpenAPI document gives; run this test with {RepositoryFile.UpdateVariable}=1 to rewrite it. "
            + $"It has \"{difference.First}\" where \"{difference.Second}\" is due.");
    }
}
