namespace Allmine.Infrastructure.Persistence.Sqlite.Records;

/// <summary>A member of a chat from its beginning, as the JSON of an event.</summary>
internal sealed record SqliteFounder(string User, string Role);
