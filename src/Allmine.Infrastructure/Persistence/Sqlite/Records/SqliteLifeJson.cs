using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Allmine.Infrastructure.Persistence.Sqlite.Records;

/// <summary>Writes <see cref="SqliteLife"/> by code made at compile time.</summary>
[JsonSerializable(typeof(SqliteLife))]
internal sealed partial class SqliteLifeJson : JsonSerializerContext
{
    public static JsonTypeInfo<SqliteLife> Column { get; } = new SqliteLifeJson(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        // It goes into a column, never into a page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    }).SqliteLife;
}
