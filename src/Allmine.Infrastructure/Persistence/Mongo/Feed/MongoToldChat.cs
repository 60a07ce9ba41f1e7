using Allmine.Domain;
using Allmine.Domain.Users;

namespace Allmine.Infrastructure.Persistence.Mongo.Feed;

/// <summary>What a reader of events knows of a chat.</summary>
/// <param name="Members">Whom its events concern.</param>
/// <param name="IsAltered">Whether one of its messages may have been altered, so that numbers of changes and of messages are not in step any more.</param>
internal readonly record struct MongoToldChat(Id<User>[] Members, bool IsAltered);
