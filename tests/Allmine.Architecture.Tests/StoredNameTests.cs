using Allmine.Architecture.Tests.Rules;

namespace Allmine.Architecture.Tests;

public sealed class StoredNameTests
{
    private const string FieldNamespace = $"{Layers.MongoNamespace}.Records.Fields";

    private static readonly IReadOnlySet<string> Names = StoredNameRules.NamesIn(Layers.Infrastructure, FieldNamespace);

    [Fact]
    public void Names_WhenStoredInMongo_ThenAreWrittenOnce()
    {
        var sources = Directory.EnumerateFiles(Source("src/Allmine.Infrastructure/Persistence/Mongo"), "*.cs", SearchOption.AllDirectories)
            .Where(path => Path.GetFileName(Path.GetDirectoryName(path)) != "Fields");

        StoredNameRules.AreWrittenOnce(
                Names,
                sources,
                // The name of an index, what an index is described by, the server's own name for a session, and OpenTelemetry's for a label.
                "MongoSchema.cs: pair", "MongoSchema.cs: key", "MongoSchema.cs: name", "MongoSession.cs: id", "MongoNodeRegistry.cs: id", "MongoPoolMetrics.cs: db.client.connection.state")
            .AssertHolds();
    }

    [Fact]
    public void Names_WhenWrittenAgain_ThenTheRuleRejectsThem() =>
        StoredNameRules.AreWrittenOnce(Names, [Source("tests/Allmine.Architecture.Tests/Fixtures/Persistence/RepeatedName.cs")])
            .AssertRejects("RepeatedName.cs: members", "RepeatedName.cs: $members.userId");

    private static string Source(string path)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Allmine.sln")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("No folder above the tests holds Allmine.sln.");
        return Path.Combine(folder.FullName, path);
    }
}
