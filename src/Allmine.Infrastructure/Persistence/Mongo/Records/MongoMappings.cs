using Allmine.Infrastructure.Persistence.Mongo.Records.Serializers;
using MongoDB.Bson.Serialization;

namespace Allmine.Infrastructure.Persistence.Mongo.Records;

/// <summary>
/// How each type is written and read: by hand, straight to and from BSON. The domain stays free of the driver's
/// attributes and conventions, and a round makes no documents in between.
/// </summary>
internal static class MongoMappings
{
    /// <summary>The driver keeps one list of serializers for the process: to be called once.</summary>
    public static void Register()
    {
        Register(new UserSerializer());
        Register(new ChatSerializer());
        Register(new MessageSerializer());
        Register(new UploadedFileSerializer());
        Register(new WalletSerializer());
        Register(new LedgerEntrySerializer());
        Register(new IdempotencyDocumentSerializer());
        Register(new FeedEntrySerializer());
    }

    private static void Register<T>(IBsonSerializer<T> serializer)
        where T : class
    {
        BsonSerializer.RegisterSerializer(serializer);
        BsonSerializer.RegisterSerializer(new MongoRecordSerializer<T>(serializer));
    }
}
