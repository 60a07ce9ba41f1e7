using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Allmine.Infrastructure.Persistence.Sqlite.Records;

/// <summary>Writes and reads <see cref="SqliteUserEntry"/> by code made at compile time.</summary>
[JsonSerializable(typeof(SqliteUserEntry))]
internal sealed partial class SqliteUserJson : JsonSerializerContext
{
    private static readonly SqliteUserJson Columns = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        // It goes into a column, never into a page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    public static JsonTypeInfo<SqliteUserEntry> Entry => Columns.SqliteUserEntry;
}
