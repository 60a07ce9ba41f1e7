using System.Globalization;
using System.Reflection;
using Allmine.Infrastructure.Persistence.Sqlite.Database;
using Allmine.Infrastructure.Persistence.Sqlite.Records;

namespace Allmine.Infrastructure.Persistence.Sqlite.Schema;

/// <summary>
/// Brings the schema up to date. Each step is a numbered script, <c>0001_initial.sql</c> and so on, which runs once, in one
/// transaction with the record of its number. A script that has been released is never changed: the next one corrects it.
/// </summary>
internal static class SqliteMigrations
{
    /// <summary>The version of the schema that this program works with.</summary>
    public static int Latest => Scripts[^1].Version;

    private static readonly IReadOnlyList<(int Version, string Resource)> Scripts = FindScripts();

    /// <summary>The mark of a file (its <c>user_version</c>) that holds nothing of what was removed.</summary>
    private const int Scrubbed = 1;

    private const string MarkScrubbed = "PRAGMA user_version = 1";

    /// <exception cref="StoreSetupException">The database is of a later version than <see cref="Latest"/>; it is left as it is.</exception>
    public static void Apply(SqliteSession session, string file, DateTime now)
    {
        var current = VersionOf(session);
        if (current > Latest)
        {
            throw new StoreSetupException(
                $"The file {file} of the embedded store was written by a later version of this program (schema {current}, known up to {Latest}); " +
                $"run that version (setting {EmbeddedStoreOptions.PathSetting}).");
        }

        if (current < Latest)
            Raise(session, current, now);
        if (session.Statement("PRAGMA user_version").First(row => row.Int64(0)) < Scrubbed)
            Scrub(session, file);
    }

    /// <summary>For whoever only reads: the database must be of the version that this program works with.</summary>
    /// <exception cref="StoreSetupException">It is of another one.</exception>
    public static void Demand(SqliteSession session, string file)
    {
        if (VersionOf(session) is var version && version != Latest)
        {
            throw new StoreSetupException(
                $"The file {file} of the embedded store has schema {version}, and this program works with {Latest}; " +
                $"start the service once to bring it up to date, or run the version that wrote it (setting {EmbeddedStoreOptions.PathSetting}).");
        }
    }

    private static void Raise(SqliteSession session, long current, DateTime now)
    {
        // A table that others refer to can't be made anew while that is watched; it is checked afterwards.
        session.Execute("PRAGMA foreign_keys = OFF");
        // What a script puts in order may be larger than the memory. Neither can be said within a transaction.
        session.Execute("PRAGMA temp_store = FILE");
        SqliteNameHash.Define(session);
        foreach (var (version, resource) in Scripts.Where(script => script.Version > current))
        {
            session.Begin();
            session.Execute("CREATE TABLE IF NOT EXISTS schema_versions (version INTEGER NOT NULL PRIMARY KEY, applied_at INTEGER NOT NULL) STRICT");
            session.Execute(Read(resource));
            if (session.Statement("PRAGMA foreign_key_check").Any())
                throw new InvalidDataException($"The script {resource} has left a reference to nothing.");
            session.Statement("INSERT INTO schema_versions (version, applied_at) VALUES (?1, ?2)").Bind(1, version).Bind(2, now).Run();
            if (current == 0 && version == Latest)
                session.Execute(MarkScrubbed);
            session.Commit();
        }

        session.Execute("PRAGMA temp_store = MEMORY");
        session.Execute("PRAGMA foreign_keys = ON");
    }

    /// <summary>
    /// Clears what a program that did not overwrite what it removed has left in the file. It is written anew, with a copy beside it for a while; that is in the store's
    /// folder, where there is room for the store.
    /// </summary>
    private static void Scrub(SqliteSession session, string file)
    {
        session.Execute($"PRAGMA temp_store_directory = '{Path.GetDirectoryName(Path.GetFullPath(file))!.Replace("'", "''", StringComparison.Ordinal)}'");
        session.Execute("PRAGMA temp_store = FILE");
        session.Execute("VACUUM");
        session.Execute("PRAGMA temp_store = MEMORY");
        session.Execute("PRAGMA temp_store_directory = ''");
        // The mark is the last thing in the log. Where somebody else still reads, the log is emptied by the first erasure.
        session.Execute(MarkScrubbed);
        session.TryEmptyLog();
    }

    private static long VersionOf(SqliteSession session) =>
        session.Statement("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'schema_versions'").Any()
            ? session.Statement("SELECT coalesce(max(version), 0) FROM schema_versions").First(row => row.Int64(0))
            : 0;

    private static List<(int Version, string Resource)> FindScripts()
    {
        var prefix = $"{typeof(SqliteMigrations).Namespace}.Migrations.";
        return
        [
            .. from name in Assembly.GetExecutingAssembly().GetManifestResourceNames()
               where name.StartsWith(prefix, StringComparison.Ordinal)
               let version = int.Parse(name.AsSpan(prefix.Length, 4), CultureInfo.InvariantCulture)
               orderby version
               select (version, name),
        ];
    }

    private static string Read(string resource)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }
}
