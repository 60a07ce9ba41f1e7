using Allmine.Domain.Chats;
using MongoDB.Bson;

namespace Allmine.Infrastructure.Persistence.Mongo.Records;

/// <summary>A chat, and the document with its members' markers.</summary>
/// <param name="Chat">As its own document has it.</param>
/// <param name="Markers">Null if nobody has moved one by their own word.</param>
internal sealed record MarkedChat(Chat Chat, BsonDocument? Markers);
