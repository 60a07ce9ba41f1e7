using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Allmine.Infrastructure.Persistence.Sqlite.Records;

/// <summary>Writes and reads <see cref="SqliteMedia"/> by code made at compile time.</summary>
[JsonSerializable(typeof(SqliteMedia))]
internal sealed partial class SqliteMediaJson : JsonSerializerContext
{
    public static JsonTypeInfo<SqliteMedia> Column { get; } = new SqliteMediaJson(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        // It goes into a column, never into a page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    }).SqliteMedia;
}
