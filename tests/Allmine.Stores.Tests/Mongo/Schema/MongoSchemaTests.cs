using Allmine.Infrastructure.Persistence.Mongo.Schema;

namespace Allmine.Stores.Tests.Mongo.Schema;

public sealed class MongoSchemaTests
{
    [Fact]
    public async Task Schema_WhenTheDocumentDescribesIt_ThenNoCollectionAndNoIndexIsMissing()
    {
        var document = await File.ReadAllTextAsync(Documents.PathOf("data-model.md"));

        Assert.NotEmpty(MongoSchema.Collections);
        foreach (var schema in MongoSchema.Collections)
        {
            Assert.Contains($"### {schema.Name}\n", document, StringComparison.Ordinal);
            foreach (var index in schema.Indexes)
                Assert.Contains($"| `{index["name"].AsString}`", document, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Schema_WhenAFieldIsDemanded_ThenItIsDescribedToo()
    {
        foreach (var schema in MongoSchema.Collections)
        {
            var described = schema.JsonSchema["properties"].AsBsonDocument.Names;
            Assert.Empty(schema.JsonSchema["required"].AsBsonArray.Select(name => name.AsString).Except(described));
        }
    }
}
