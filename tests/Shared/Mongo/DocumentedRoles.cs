using System.Text.RegularExpressions;
using MongoDB.Bson;

namespace Allmine.Tests.Mongo;

/// <summary>The roles that docs/data-model.md tells operators to create, as it has them.</summary>
public static partial class DocumentedRoles
{
    /// <summary>For every node, and for those with files in GridFS.</summary>
    public const string Service = "allmineService";

    public const string Files = "allmineFiles";

    /// <summary>The database that they are written for.</summary>
    public const string Database = "allmine";

    /// <summary>Each role's privileges, by its name.</summary>
    /// <param name="document">The text of the document.</param>
    public static IReadOnlyDictionary<string, BsonArray> In(string document) => Creation().Matches(document)
        .Select(match => BsonDocument.Parse(match.Groups[1].Value))
        .ToDictionary(role => role["role"].AsString, role => role["privileges"].AsBsonArray);

    [GeneratedRegex(@"^db\.createRole\((\{.*?\})\)$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Creation();
}
