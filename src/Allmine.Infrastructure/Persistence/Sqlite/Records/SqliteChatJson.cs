using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Allmine.Infrastructure.Persistence.Sqlite.Records;

/// <summary>Writes and reads <see cref="SqliteChatSnapshot"/> and <see cref="SqliteChatBeginning"/> by code made at compile time.</summary>
[JsonSerializable(typeof(SqliteChatSnapshot))]
[JsonSerializable(typeof(SqliteChatBeginning))]
internal sealed partial class SqliteChatJson : JsonSerializerContext
{
    private static readonly SqliteChatJson Columns = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        // It goes into a column, never into a page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    public static JsonTypeInfo<SqliteChatSnapshot> Snapshot => Columns.SqliteChatSnapshot;

    public static JsonTypeInfo<SqliteChatBeginning> Beginning => Columns.SqliteChatBeginning;
}
