namespace Allmine.Bench.Limit;

/// <summary>The one argument: what to store in.</summary>
internal static class LimitOptions
{
    public static IStore Store(string[] args, IConfiguration configuration)
    {
        var name = args is ["--store", var value] ? value : "";
        return name switch
        {
            "none" => new NoStore(),
            "sqlite" => new SqliteStore(configuration["Embedded:Path"] ?? "data"),
            "mongodb" => new MongoRoundStore(Uri(configuration)),
            "mongodb-naive" => new MongoNaiveStore(Uri(configuration)),
            _ => throw new ArgumentException("Expected: --store none|sqlite|mongodb|mongodb-naive"),
        };
    }

    private static string Uri(IConfiguration configuration) =>
        configuration.GetConnectionString("MongoDB") ?? throw new ArgumentException("ConnectionStrings__MongoDB is not set.");
}
