using Allmine.Api.Configuration.Reading;
using Allmine.Infrastructure;
using Allmine.Infrastructure.Persistence.Mongo.Database;

namespace Allmine.Api.Configuration;

/// <summary>Which store keeps the messages (<c>Store</c>, <c>ConnectionStrings:MongoDB</c>, <c>Embedded:Path</c>).</summary>
/// <param name="Kind">The store.</param>
/// <param name="ConnectionString">Of MongoDB; null for the embedded store.</param>
/// <param name="Embedded">Where the embedded store keeps its database, and files on their way or on disk are kept.</param>
public sealed record StoreSettings(StoreKind Kind, string? ConnectionString, EmbeddedStoreOptions Embedded)
{
    public const string DefaultPath = "data";

    /// <exception cref="SettingException">The choice is unknown, or lacks what it needs.</exception>
    public static StoreSettings Read(IConfiguration configuration, IHostEnvironment environment)
    {
        var connectionString = configuration.Text(MongoStoreOptions.ConnectionStringSetting);
        var embedded = new EmbeddedStoreOptions
        {
            Path = Path.GetFullPath(configuration.Text(EmbeddedStoreOptions.PathSetting) ?? DefaultPath, environment.ContentRootPath),
        };
        return (configuration.Text("Store") ?? "auto") switch
        {
            "embedded" => new StoreSettings(StoreKind.Embedded, null, embedded),
            "mongodb" => new StoreSettings(StoreKind.MongoDB, connectionString ?? throw NoConnectionString("Store is mongodb"), embedded),
            "auto" when connectionString is null && environment.IsProduction() =>
                throw NoConnectionString("in Production the embedded store must be asked for with Store=embedded"),
            "auto" => new StoreSettings(connectionString is null ? StoreKind.Embedded : StoreKind.MongoDB, connectionString, embedded),
            var other => throw new SettingException("Store", $"must be auto, mongodb or embedded, not \"{other}\""),
        };
    }

    /// <summary>Without the connection string, which may hold a password.</summary>
    public override string ToString() =>
        $"{nameof(StoreSettings)} {{ {nameof(Kind)} = {Kind}, {nameof(ConnectionString)} = {(ConnectionString is null ? "none" : "given")}, {nameof(Embedded)} = {Embedded.Path} }}";

    private static SettingException NoConnectionString(string why) => new(MongoStoreOptions.ConnectionStringSetting, $"is missing ({why})");
}
