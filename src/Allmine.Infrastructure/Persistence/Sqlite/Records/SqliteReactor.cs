namespace Allmine.Infrastructure.Persistence.Sqlite.Records;

/// <summary>A user, by the identifier as text, and since when: milliseconds since 1970-01-01 UTC.</summary>
internal sealed record SqliteReactor(string User, long At);
