namespace Allmine.Infrastructure.Persistence.Mongo.Feed;

/// <summary>How a member came into a chat.</summary>
/// <param name="Change">The number of the change; 0 for one who was there from the beginning.</param>
/// <param name="SeesFrom">The number of the first message that the member sees, or less.</param>
internal readonly record struct MongoComing(long Change, long SeesFrom);
