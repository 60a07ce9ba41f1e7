using System.Text.Json;
using Allmine.Api.Tests.Hosting;

namespace Allmine.Api.Tests.OpenApi;

public sealed class CommittedDocumentTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    /// <summary>Set to 1 beside <see cref="RepositoryFile.UpdateVariable"/>, it accepts that callers will break.</summary>
    private const string AcceptVariable = "ALLMINE_ACCEPT_BREAKING_CHANGES";

    [Fact]
    public async Task Document_WhenComparedWithTheCommittedOne_ThenIsTheSameAndBreaksNoCaller()
    {
        var wanted = await CommittedDocument.ReadAsync(fixture.Service);
        var path = RepositoryFile.At(CommittedDocument.Path);
        if (File.Exists(path) && !(RepositoryFile.IsToBeUpdated && RepositoryFile.IsSet(AcceptVariable)))
        {
            using var before = JsonDocument.Parse(await File.ReadAllTextAsync(path));
            using var after = JsonDocument.Parse(wanted);
            var changes = BreakingChanges.Between(before.RootElement, after.RootElement);
            Assert.True(
                changes.Count == 0,
                $"The OpenAPI document has changed in a way that breaks callers:\n- {string.Join("\n- ", changes)}\nIf it has to be, accept it: "
                + $"{RepositoryFile.UpdateVariable}=1 {AcceptVariable}=1 dotnet test tests/Allmine.Api.Tests --filter {nameof(CommittedDocumentTests)}");
        }

        await RepositoryFile.AssertIsAsync(wanted, CommittedDocument.Path);
    }
}
