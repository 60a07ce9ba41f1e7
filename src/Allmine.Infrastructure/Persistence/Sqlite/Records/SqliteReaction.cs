namespace Allmine.Infrastructure.Persistence.Sqlite.Records;

internal sealed record SqliteReaction(string Emoji, IReadOnlyList<SqliteReactor> By);
