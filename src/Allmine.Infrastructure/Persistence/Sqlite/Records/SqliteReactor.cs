namespace Allmine.Infrastructure.Persistence.Sqlite.Records;

/// <param name="User">The user's identifier, as text.</param>
/// <param name="At">Milliseconds since 1970-01-01 UTC.</param>
internal sealed record SqliteReactor(string User, long At);
