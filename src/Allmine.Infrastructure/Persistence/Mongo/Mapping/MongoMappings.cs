using Allmine.Domain.Chats;
using Allmine.Domain.Credits;
using Allmine.Domain.Media;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;
using MongoDB.Bson.Serialization;

namespace Allmine.Infrastructure.Persistence.Mongo.Mapping;

/// <summary>
/// How each type is written and read: by hand, straight to and from BSON. The domain stays free of the driver's
/// attributes and conventions, and a round makes no documents in between.
/// </summary>
internal static class MongoMappings
{
    /// <summary>The driver keeps one list of serializers for the process: to be called once.</summary>
    public static void Register()
    {
        BsonSerializer.RegisterSerializer<User>(new UserSerializer());
        BsonSerializer.RegisterSerializer<Chat>(new ChatSerializer());
        BsonSerializer.RegisterSerializer<Message>(new MessageSerializer());
        BsonSerializer.RegisterSerializer<UploadedFile>(new UploadedFileSerializer());
        BsonSerializer.RegisterSerializer<Wallet>(new WalletSerializer());
        BsonSerializer.RegisterSerializer<LedgerEntry>(new LedgerEntrySerializer());
        BsonSerializer.RegisterSerializer<StoredOutcome>(new StoredOutcomeSerializer());
    }
}
