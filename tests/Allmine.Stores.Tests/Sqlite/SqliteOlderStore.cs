using System.Globalization;
using Allmine.Infrastructure.Persistence.Sqlite.Database;
using Allmine.Infrastructure.Persistence.Sqlite.Records;
using Allmine.Infrastructure.Persistence.Sqlite.Schema;

namespace Allmine.Stores.Tests.Sqlite;

/// <summary>A store as a program made it that knew only the scripts before one of them.</summary>
internal static class SqliteOlderStore
{
    /// <summary>Makes one, and leaves it open.</summary>
    /// <param name="folder">Where it is to be.</param>
    /// <param name="script">The first script that its program did not know: its name without the number.</param>
    public static SqliteSession Make(string folder, string script)
    {
        var session = SqliteSession.OpenWriter(SqliteDatabase.FileIn(folder));
        SqliteNameHash.Define(session);
        session.Execute("CREATE TABLE schema_versions (version INTEGER NOT NULL PRIMARY KEY, applied_at INTEGER NOT NULL) STRICT");
        var (assembly, prefix) = (typeof(SqliteMigrations).Assembly, $"{typeof(SqliteMigrations).Namespace}.Migrations.");
        var names = assembly.GetManifestResourceNames().Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToList();
        Assert.Contains(names, name => name.EndsWith($"_{script}.sql", StringComparison.Ordinal));
        foreach (var name in names.TakeWhile(name => !name.EndsWith($"_{script}.sql", StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            session.Execute(reader.ReadToEnd());
            session.Execute(string.Create(CultureInfo.InvariantCulture, $"INSERT INTO schema_versions VALUES ({int.Parse(name.AsSpan(prefix.Length, 4), CultureInfo.InvariantCulture)}, 0)"));
        }

        return session;
    }
}
