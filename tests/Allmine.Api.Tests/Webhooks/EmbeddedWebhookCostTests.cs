using System.Collections.Concurrent;
using Allmine.Infrastructure.Persistence.Sqlite.Database;
using Allmine.Infrastructure.Persistence.Sqlite.Rounds;
using Microsoft.Extensions.DependencyInjection;

namespace Allmine.Api.Tests.Webhooks;

/// <summary>On SQLite it is rows that are counted: triggers of the writer's connection tell of each one, and of who writes it.</summary>
public sealed class EmbeddedWebhookCostTests(WebhookFixture fixture) : WebhookCostContract(fixture.Service, fixture.Receiver), IClassFixture<WebhookFixture>
{
    private readonly ConcurrentQueue<string> rows = new();

    protected override string Essence => "INSERT messages";

    protected override Task BeginAsync() => Service.Services.GetRequiredService<SqliteDatabase>().WriteAsync(
        session =>
        {
            session.Define("test_note", Note);
            foreach (var table in session.Statement("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").List(row => row.Text(0)))
            {
                foreach (var operation in new[] { "INSERT", "UPDATE", "DELETE" })
                    session.Execute($"CREATE TEMP TRIGGER test_{table}_{operation} AFTER {operation} ON main.{table} BEGIN SELECT test_note('{operation} {table}'); END");
            }

            return true;
        },
        CancellationToken.None);

    protected override IReadOnlyList<string> Take()
    {
        var taken = new List<string>();
        while (rows.TryDequeue(out var row))
            taken.Add(row);
        return taken;
    }

    private long Note(string row)
    {
        if (Environment.StackTrace.Contains(nameof(SqliteCommitStore), StringComparison.Ordinal))
            rows.Enqueue(row);
        return 0;
    }
}
