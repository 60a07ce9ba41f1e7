using Allmine.Domain.Chats;
using Allmine.Domain.Credits;
using Allmine.Domain.Messages;
using Allmine.Infrastructure.Persistence.Mongo.Records;
using MongoDB.Bson;

namespace Allmine.Infrastructure.Persistence.Mongo.Schema;

/// <summary>
/// The collections, what the server itself makes sure of in each, and the indexes: the one place for them. docs/data-model.md
/// explains them.
/// </summary>
internal static class MongoSchema
{
    /// <summary>
    /// To be raised with every change below. A node leaves the schema of a newer version alone, so that old and new nodes
    /// can run side by side while a version is rolled out; docs/data-model.md names the one version for which that does not hold.
    /// </summary>
    public const int Version = 6;

    public const string Users = "users";
    public const string Chats = "chats";
    public const string ReadMarkers = "read_markers";
    public const string Messages = "messages";
    public const string Outcomes = "outcomes";
    public const string Files = "files";
    public const string Wallets = "wallets";
    public const string Ledger = "ledger";

    /// <summary>The nodes that run, and the sessions that they run their rounds in.</summary>
    public const string Nodes = "nodes";

    /// <summary>One document that says which version the schema has.</summary>
    public const string Meta = "meta";

    /// <summary>How long after its last beat the server itself removes a node, in seconds: others have done what there was to do long before.</summary>
    private const int NodeLifetime = 3600;

    /// <summary>The filter of that document.</summary>
    public static BsonDocument VersionDocument => new("_id", "schema");

    public static IReadOnlyList<MongoCollectionSchema> Collections { get; } =
    [
        new(
            Users,
            Document(["username"], new() { { "_id", Type("objectId") }, { "username", Type("string") }, { "profilePhoto", Type("string") } }),
            []),
        new(
            Chats,
            Document(
                ["kind", "revision", "lastSequence", "members", "createdAt", "updatedAt"],
                new()
                {
                    { "_id", Type("objectId") },
                    { "kind", OneOf(ChatKindNames.Names) },
                    { "pair", Type("binData") },
                    { "title", Type("string") },
                    { "revision", AtLeast(0) },
                    { "lastSequence", AtLeast(0) },
                    { "members", Members },
                    { "blockedBy", Blockers },
                    { "createdAt", Type("date") },
                    { "updatedAt", Type("date") },
                    { "activeHour", Type("date") },
                }),
            [
                // One direct chat for two users, whoever creates it first.
                Index("pair", new("pair", 1), new() { { "unique", true }, { "partialFilterExpression", Exists("pair") } }),
                // A user's chats by the hour of their last activity. With the time itself, each send would move an entry for each
                // member; docs/performance.md says what that costs.
                Index("member_hour", new() { { "members.userId", 1 }, { "activeHour", -1 } }),
            ])
        {
            Completions =
            [
                new(
                    Missing("activeHour"),
                    new("$set", new BsonDocument("activeHour", new BsonDocument("$dateTrunc", new BsonDocument { { "date", "$updatedAt" }, { "unit", "hour" } })))),
            ],
            Dropped = ["member"],
        },
        new(
            ReadMarkers,
            Document(
                ["readUpTo"],
                new() { { "_id", Type("objectId") }, { "readUpTo", new BsonDocument { { "bsonType", "object" }, { "additionalProperties", AtLeast(0) } } } }),
            []),
        new(
            Messages,
            Document(
                ["chatId", "sequence", "senderId", "type", "createdAt"],
                new()
                {
                    { "_id", Type("objectId") },
                    { "chatId", Type("objectId") },
                    { "sequence", AtLeast(1) },
                    { "senderId", Type("objectId") },
                    { "type", OneOf(MessageKindNames.Names) },
                    { "content", Type("string") },
                    { "media", Type("object") },
                    { "creditTransfer", Document(["amount", "recipientId"], new() { { "amount", AtLeast(CreditAmount.Least) }, { "recipientId", Type("objectId") } }) },
                    { "createdAt", Type("date") },
                }),
            [
                // History in either direction; and a number is given once, whatever else goes wrong.
                Index("chat_sequence", new() { { "chatId", 1 }, { "sequence", 1 } }, new("unique", true)),
            ]),
        new(
            Outcomes,
            Document(
                ["fingerprint"],
                new()
                {
                    { "_id", Document(["userId", "key"], new() { { "userId", Type("objectId") }, { "key", Type("string") }, { "space", Type("string") } }) },
                    { "fingerprint", Type("binData") },
                    { "fingerprintVersion", AtLeast(StoredFingerprint.VersionWhereAbsent) },
                    { "messageId", Type("objectId") },
                    { "chatId", Type("objectId") },
                    { "refusal", Type("string") },
                    { "grant", Type("object") },
                    { "balance", Type("long") },
                    { "expiresAt", Type("date") },
                })
                .Add("oneOf", new BsonArray { Requires("messageId", "chatId"), Requires("refusal"), Requires("grant", "balance") }),
            [
                // The server forgets what has expired; what is kept for ever has no such field and no entry here.
                Index("expiry", new("expiresAt", 1), new() { { "expireAfterSeconds", 0 }, { "partialFilterExpression", Exists("expiresAt") } }),
            ]),
        new(
            Files,
            Document(
                ["ownerId", "name", "kind", "size", "key", "uploadedAt"],
                new()
                {
                    { "_id", Type("objectId") },
                    { "ownerId", Type("objectId") },
                    { "name", Type("string") },
                    { "kind", Type("string") },
                    { "size", AtLeast(0) },
                    { "key", Type("string") },
                    { "uploadedAt", Type("date") },
                    { "state", OneOf(FileStateNames.Names) },
                }),
            [
                // Files that no message carries, by age: for the sweep.
                Index("state_uploaded", new() { { "state", 1 }, { "uploadedAt", 1 } }),
                // A sender's newest file of a name.
                Index("owner_name", new() { { "ownerId", 1 }, { "name", 1 }, { "uploadedAt", -1 }, { "_id", -1 } }),
            ])
        {
            ToleratesOldFaults = true,
        },
        new(
            Wallets,
            Document(
                ["balance", "entries"],
                new() { { "_id", Type("objectId") }, { "balance", AtMost(Wallet.MaxBalance) }, { "entries", AtLeast(1) } })
                .Add("anyOf", new BsonArray { Has("balance", AtLeast(0)), Has("_id", Only(SystemOwner)) }),
            []),
        new(
            Ledger,
            Document(
                ["_id", "entryId", "direction", "amount", "balanceAfter", "createdAt"],
                new()
                {
                    // A wallet's entries in either direction; and a number is given once, whatever else goes wrong.
                    { "_id", Document(["ownerId", "number"], new() { { "ownerId", Type("objectId") }, { "number", AtLeast(1) } }) },
                    { "entryId", Type("objectId") },
                    { "direction", OneOf(LedgerDirectionNames.StoredNames) },
                    { "amount", AtLeast(CreditAmount.Least) },
                    { "balanceAfter", AtMost(Wallet.MaxBalance) },
                    { "counterpartyId", Type("objectId") },
                    { "messageId", Type("objectId") },
                    { "chatId", Type("objectId") },
                    { "grantId", Type("objectId") },
                    { "createdAt", Type("date") },
                })
                .Add("anyOf", new BsonArray { Has("balanceAfter", AtLeast(0)), Has("_id", Has("ownerId", Only(SystemOwner))) })
                .Add("oneOf", new BsonArray { Requires("messageId", "chatId"), Requires("grantId") }),
            [
                // Those of one direction, however many there are of the others.
                Index("direction_number", new() { { "_id.ownerId", 1 }, { "direction", 1 }, { "_id.number", 1 } }),
            ])
        {
            Dropped = ["owner_number", "owner_direction"],
            Replacements =
            [
                new(
                    Missing("entryId"),
                    [
                        new("$set", new BsonDocument { { "_id", new BsonDocument { { "ownerId", "$ownerId" }, { "number", "$number" } } }, { "entryId", "$_id" } }),
                        new("$unset", new BsonArray { "ownerId", "number" }),
                    ]),
            ],
        },
        new(
            Nodes,
            Document(
                ["beat", "sessions", "seenAt"],
                new()
                {
                    { "_id", Type("objectId") },
                    { "beat", AtLeast(1) },
                    { "sessions", new BsonDocument { { "bsonType", "array" }, { "items", Type("binData") } } },
                    { "seenAt", Type("date") },
                }),
            [
                // What nobody was there to remove.
                Index("seen", new("seenAt", 1), new("expireAfterSeconds", NodeLifetime)),
            ]),
    ];

    private static BsonDocument Members => new()
    {
        { "bsonType", "array" },
        { "minItems", 1 },
        { "maxItems", Chat.MaxMembers },
        { "items", Document(["userId", "readUpTo"], new() { { "userId", Type("objectId") }, { "readUpTo", AtLeast(0) } }) },
    };

    private static BsonValue SystemOwner => Wallet.SystemOwner.ToObjectId();

    private static BsonDocument Blockers => new()
    {
        { "bsonType", "array" },
        { "minItems", 1 },
        { "maxItems", 2 },
        { "uniqueItems", true },
        { "items", Type("objectId") },
    };

    /// <summary>Fields that aren't named are let in: a newer version may write more.</summary>
    private static BsonDocument Document(string[] required, BsonDocument properties) => new()
    {
        { "bsonType", "object" },
        { "required", new BsonArray(required) },
        { "properties", properties },
    };

    private static BsonDocument Type(string bsonType) => new("bsonType", bsonType);

    private static BsonDocument OneOf(IEnumerable<string> names) => new("enum", new BsonArray(names));

    private static BsonDocument AtLeast(long least) => new() { { "bsonType", "long" }, { "minimum", least } };

    private static BsonDocument AtMost(long most) => new() { { "bsonType", "long" }, { "maximum", most } };

    private static BsonDocument Only(BsonValue value) => new("enum", new BsonArray { value });

    private static BsonDocument Has(string field, BsonDocument schema) => new("properties", new BsonDocument(field, schema));

    private static BsonDocument Requires(params IEnumerable<string> fields) => new("required", new BsonArray(fields));

    private static BsonDocument Missing(string field) => new(field, new BsonDocument("$exists", false));

    private static BsonDocument Exists(string field) => new(field, new BsonDocument("$exists", true));

    private static BsonDocument Index(string name, BsonDocument key, BsonDocument? options = null) =>
        new BsonDocument { { "key", key }, { "name", name } }.Merge(options ?? []);
}
