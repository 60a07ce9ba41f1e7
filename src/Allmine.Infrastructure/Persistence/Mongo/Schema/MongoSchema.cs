using Allmine.Application.Ports.Feed;
using Allmine.Domain.Chats;
using Allmine.Domain.Credits;
using Allmine.Domain.Messages;
using Allmine.Infrastructure.Persistence.Mongo.Records;
using Allmine.Infrastructure.Persistence.Mongo.Records.Fields;
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
    public const int Version = 13;

    public const string Users = "users";
    public const string Chats = "chats";
    public const string ReadMarkers = "read_markers";
    public const string ChatSettings = "chat_settings";
    public const string Messages = "messages";
    public const string Alterations = "alterations";
    public const string Erasures = "erasures";
    public const string Outcomes = "outcomes";
    public const string Files = "files";
    public const string Wallets = "wallets";
    public const string Ledger = "ledger";

    /// <summary>The events that are kept.</summary>
    public const string Feed = "feed";

    /// <summary>One document: how far the feed has come.</summary>
    public const string FeedState = "feed_state";

    /// <summary>One document: which nodes there are, and what each of them has for itself.</summary>
    public const string Leases = "leases";

    /// <summary>One document: all webhooks.</summary>
    public const string Webhooks = "webhooks";

    /// <summary>How far the deliveries to webhooks have come.</summary>
    public const string WebhookShards = "webhook_shards";

    public const string WebhookDeliveries = "webhook_deliveries";

    /// <summary>The nodes that run, and the sessions that they run their rounds in.</summary>
    public const string Nodes = "nodes";

    /// <summary>One document that says which version the schema has, and one with the store's key.</summary>
    public const string Meta = "meta";

    /// <summary>The index of mentions.</summary>
    public const string MentionsIndex = "mention_chat_sequence";

    /// <summary>The index of messages that carry files.</summary>
    public const string CarriersIndex = "media_key";

    /// <summary>The index of messages that were altered.</summary>
    public const string AlteredIndex = "chat_life_change_sequence";

    /// <summary>The index of archived chats.</summary>
    public const string ArchivedIndex = "chat_archived";

    /// <summary>The index of words that edits have replaced.</summary>
    public const string ReplacedIndex = "message_replaced_version";

    /// <summary>The index of films whose thumbnail is to be made.</summary>
    public const string LaterThumbnailsIndex = "later_thumbnail";

    /// <summary>The index of events by what they are in order within, changes apart from all others.</summary>
    public const string LaneIndex = "lane_change_number";

    /// <summary>The index of events by partition.</summary>
    public const string PartitionIndex = "partition_number";

    /// <summary>The index of events whose message is not deleted.</summary>
    public const string FeedMessageIndex = "message_number";

    /// <summary>The index of deliveries by how they stand.</summary>
    public const string DeliveryStatusIndex = "webhook_status_number";

    /// <summary>The index of deliveries that were taken.</summary>
    public const string DeliveredIndex = "delivered_at";

    /// <summary>How long after its last beat the server itself removes a node, in seconds: others have done what there was to do long before.</summary>
    private const int NodeLifetime = 3600;

    /// <summary>The filter of that document.</summary>
    public static BsonDocument VersionDocument => new("_id", "schema");

    public static IReadOnlyList<MongoCollectionSchema> Collections { get; } =
    [
        new(
            Users,
            Document([UserFields.Username], new() { { "_id", Type("objectId") }, { UserFields.Username, Type("string") }, { UserFields.ProfilePhoto, Type("string") }, { UserFields.Kind, Type("string") } }),
            []),
        new(
            Chats,
            Document(
                [ChatFields.Kind, ChatFields.Revision, ChatFields.LastSequence, ChatFields.CreatedAt, ChatFields.UpdatedAt],
                new()
                {
                    { "_id", Type("objectId") },
                    { ChatFields.Kind, OneOf([.. ChatKindNames.Names, ChatFields.ChangedGroup]) },
                    { ChatFields.Pair, Type("binData") },
                    { ChatFields.Title, Type("string") },
                    { ChatFields.Revision, AtLeast(0) },
                    { ChatFields.LastSequence, AtLeast(0) },
                    { ChatFields.Photo, Type("object") },
                    { ChatFields.Members, Members(least: 1) },
                    { ChatFields.People, Members(least: 0) },
                    { ChatFields.BlockedBy, Blockers },
                    { ChatFields.LowerBlock, Block },
                    { ChatFields.HigherBlock, Block },
                    { ChatFields.OwnChange, AtLeast(1) },
                    { ChatFields.CreatedAt, Type("date") },
                    { ChatFields.UpdatedAt, Type("date") },
                    { ChatFields.ActiveHour, Type("date") },
                    { ChatFields.AlterationCount, AtLeast(0) },
                    { ChatFields.Pins, Pins },
                })
                .Add("anyOf", new BsonArray { Requires(ChatFields.Members), Requires(ChatFields.People) }),
            [
                // One direct chat for two users, whoever creates it first.
                Index("pair", new(ChatFields.Pair, 1), new() { { "unique", true }, { "partialFilterExpression", Exists(ChatFields.Pair) } }),
                // A user's chats by the hour of their last activity. With the time itself, each send would move an entry for each
                // member; docs/performance.md says what that costs.
                Index("member_hour", new() { { ChatFields.MembersUserId, 1 }, { ChatFields.ActiveHour, -1 } }),
                // The same of groups that have changed.
                Index("people_hour", new() { { ChatFields.PeopleUserId, 1 }, { ChatFields.ActiveHour, -1 } }, new("partialFilterExpression", Exists(ChatFields.PeopleUserId))),
                // Whom a user has blocked, the newest block first: as the lower one of the two, and as the higher one.
                BlockIndex("lower_block", ChatFields.LowerBlock),
                BlockIndex("higher_block", ChatFields.HigherBlock),
                // Blocks without a time, which are not in those two.
                Index(
                    "blocked_by",
                    new() { { ChatFields.BlockedBy, 1 }, { $"{ChatFields.LowerBlock}.{BlockFields.By}", 1 }, { $"{ChatFields.HigherBlock}.{BlockFields.By}", 1 } },
                    new("partialFilterExpression", Exists(ChatFields.BlockedBy))),
                // The groups that have a file as their photo.
                Index("photo_key", new(ChatFields.PhotoKey, 1), new("partialFilterExpression", Exists(ChatFields.PhotoKey))),
            ])
        {
            Completions =
            [
                // Blocks of before have no time.
                new(
                    new() { { ChatFields.BlockedBy, AnArray }, { ChatFields.Members, AnArray }, { ChatFields.LowerBlock, BsonNull.Value }, { ChatFields.HigherBlock, BsonNull.Value } },
                    new("$set", new BsonDocument { { ChatFields.LowerBlock, UntimedBlock("$min", "$max") }, { ChatFields.HigherBlock, UntimedBlock("$max", "$min") } })),
                new(
                    Missing(ChatFields.ActiveHour),
                    new("$set", new BsonDocument(ChatFields.ActiveHour, new BsonDocument("$dateTrunc", new BsonDocument { { "date", $"${ChatFields.UpdatedAt}" }, { "unit", "hour" } })))),
            ],
            Dropped = ["member"],
        },
        new(
            ReadMarkers,
            Document(
                [ReadMarkerFields.ReadUpTo],
                new() { { "_id", Type("objectId") }, { ReadMarkerFields.ReadUpTo, Markers }, { ReadMarkerFields.DeliveredUpTo, Markers } }),
            []),
        new(
            ChatSettings,
            Document(
                [ChatSettingsFields.Revision],
                new()
                {
                    { "_id", Document([ChatSettingsFields.UserId, ChatSettingsFields.ChatId], new() { { ChatSettingsFields.UserId, Type("objectId") }, { ChatSettingsFields.ChatId, Type("objectId") } }) },
                    { ChatSettingsFields.Revision, AtLeast(1) },
                    { ChatSettingsFields.Muted, Type("bool") },
                    { ChatSettingsFields.MutedUntil, Type("date") },
                    { ChatSettingsFields.ArchivedAt, AtLeast(0) },
                    { ChatSettingsFields.Pinned, Type("bool") },
                }),
            [
                // Who has a chat archived: a message ends that. Other settings have no entry here.
                Index(ArchivedIndex, new() { { ChatSettingsFields.IdChatId, 1 }, { ChatSettingsFields.ArchivedAt, 1 } }, new("partialFilterExpression", Exists(ChatSettingsFields.ArchivedAt))),
            ]),
        new(
            Messages,
            Document(
                [MessageFields.ChatId, MessageFields.Sequence, MessageFields.SenderId, MessageFields.Type, MessageFields.CreatedAt],
                new()
                {
                    { "_id", Type("objectId") },
                    { MessageFields.ChatId, Type("objectId") },
                    { MessageFields.Sequence, AtLeast(1) },
                    { MessageFields.SenderId, Type("objectId") },
                    { MessageFields.Type, OneOf(MessageKindNames.StoredNames) },
                    { MessageFields.Content, Type("string") },
                    { MessageFields.Media, Type("object") },
                    { MessageFields.CreditTransfer, Document([CreditTransferFields.Amount, CreditTransferFields.RecipientId], new() { { CreditTransferFields.Amount, AtLeast(CreditAmount.Least) }, { CreditTransferFields.RecipientId, Type("objectId") } }) },
                    { MessageFields.Metadata, Type("string") },
                    { MessageFields.Silent, Type("bool") },
                    { MessageFields.ReplyTo, Document([ReplyFields.MessageId, ReplyFields.Sequence], new() { { ReplyFields.MessageId, Type("objectId") }, { ReplyFields.Sequence, AtLeast(1) } }) },
                    { MessageFields.Mentions, Mentions },
                    { MessageFields.CreatedAt, Type("date") },
                    { MessageFields.Change, AtLeast(1) },
                    { MessageFields.Life, Life },
                })
                // A send has no life, and nothing else is looked at.
                .Add("not", Requires(MessageFields.Life).Add("anyOf", new BsonArray { AlteredCredits, TombstoneWithContents })),
            [
                // History in either direction; and a number is given once, whatever else goes wrong.
                Index("chat_sequence", new() { { MessageFields.ChatId, 1 }, { MessageFields.Sequence, 1 } }, new("unique", true)),
                // Where a user was mentioned. A message that mentions nobody has no entry here.
                Index(
                    MentionsIndex,
                    new() { { MessageFields.Mentions, 1 }, { MessageFields.ChatId, 1 }, { MessageFields.Sequence, 1 } },
                    new("partialFilterExpression", Exists(MessageFields.Mentions))),
                // The messages of a file: its thumbnail may be made later, and it goes with the last of them. A message without a file has no entry here.
                Index(CarriersIndex, new(MessageFields.MediaKey, 1), new("partialFilterExpression", Exists(MessageFields.MediaKey))),
                // What has been altered since a change. A message that is as it was sent has no entry here.
                Index(
                    AlteredIndex,
                    new() { { MessageFields.ChatId, 1 }, { MessageFields.LifeChange, 1 }, { MessageFields.Sequence, 1 } },
                    new("partialFilterExpression", Exists(MessageFields.LifeChange))),
            ])
        {
            ToleratesOldFaults = true,
            Dropped = ["film_key", "chat_life_change"],
        },
        new(
            Alterations,
            Document(
                [AlterationFields.LastSequence, AlterationFields.MessageId, AlterationFields.Sequence, AlterationFields.Kind],
                new()
                {
                    // A chat's alterations by their changes; and a number is given once, whatever else goes wrong.
                    { "_id", Document([AlterationFields.ChatId, AlterationFields.Change], new() { { AlterationFields.ChatId, Type("objectId") }, { AlterationFields.Change, AtLeast(1) } }) },
                    { AlterationFields.LastSequence, AtLeast(1) },
                    { AlterationFields.MessageId, Type("objectId") },
                    { AlterationFields.Sequence, AtLeast(1) },
                    { AlterationFields.Kind, Type("string") },
                    { AlterationFields.UserId, Type("objectId") },
                    { AlterationFields.Emoji, Type("string") },
                    { AlterationFields.Event, OneOf(ChatEventNames.Names) },
                    { AlterationFields.Chat, Document([SnapshotFields.CreatedAt, SnapshotFields.UpdatedAt], new() { { SnapshotFields.Title, Type("string") }, { SnapshotFields.Photo, Type("object") }, { SnapshotFields.CreatedAt, Type("date") }, { SnapshotFields.UpdatedAt, Type("date") } }) },
                    { AlterationFields.Replaced, Document([VersionFields.Version, VersionFields.At], new() { { VersionFields.Version, AtLeast(1) }, { VersionFields.Content, Type("string") }, { VersionFields.Metadata, Type("string") }, { VersionFields.At, Type("date") } }) },
                }),
            [
                // How many alterations came before a message.
                Index("chat_last_sequence", new() { { AlterationFields.IdChatId, 1 }, { AlterationFields.LastSequence, 1 }, { AlterationFields.IdChange, 1 } }),
                // The words that a message had. An alteration that is no edit, or whose message was deleted, has no entry here.
                Index(
                    ReplacedIndex,
                    new() { { AlterationFields.MessageId, 1 }, { AlterationFields.ReplacedVersion, 1 } },
                    new("partialFilterExpression", Exists(AlterationFields.ReplacedVersion))),
            ]),
        new(
            Erasures,
            Document(
                [ErasureFields.Due],
                new() { { "_id", Type("objectId") }, { ErasureFields.MediaKey, Type("string") }, { ErasureFields.Due, Type("date") }, { ErasureFields.Released, Type("bool") } }),
            [
                // What has been due for longest.
                Index("erasure_due", new(ErasureFields.Due, 1)),
            ]),
        new(
            Outcomes,
            Document(
                [OutcomeFields.Fingerprint],
                new()
                {
                    { "_id", Document([OutcomeFields.UserId, OutcomeFields.Key], new() { { OutcomeFields.UserId, Type("objectId") }, { OutcomeFields.Key, Type("string") }, { OutcomeFields.Space, Type("string") } }) },
                    { OutcomeFields.Fingerprint, Type("binData") },
                    { OutcomeFields.FingerprintVersion, AtLeast(StoredFingerprint.VersionWhereAbsent) },
                    { OutcomeFields.MessageId, Type("objectId") },
                    { OutcomeFields.ChatId, Type("objectId") },
                    { OutcomeFields.Refusal, Type("string") },
                    { OutcomeFields.RefusedItem, AtLeast(0) },
                    { OutcomeFields.Items, AtLeast(0) },
                    { OutcomeFields.Grant, Type("object") },
                    { OutcomeFields.Opened, Type("bool") },
                    { OutcomeFields.Balance, Type("long") },
                    { OutcomeFields.ExpiresAt, Type("date") },
                    { ActorFields.Actor, Actor },
                })
                .Add("oneOf", new BsonArray { Requires(OutcomeFields.MessageId, OutcomeFields.ChatId), Requires(OutcomeFields.Refusal), Requires(OutcomeFields.Grant, OutcomeFields.Balance), Requires(OutcomeFields.Items), Requires(OutcomeFields.Opened, OutcomeFields.ChatId) }),
            [
                // The server forgets what has expired; what is kept for ever has no such field and no entry here.
                Index("expiry", new(OutcomeFields.ExpiresAt, 1), new() { { "expireAfterSeconds", 0 }, { "partialFilterExpression", Exists(OutcomeFields.ExpiresAt) } }),
            ]),
        new(
            Files,
            Document(
                [FileFields.OwnerId, MediaFields.Name, MediaFields.Kind, MediaFields.Size, MediaFields.Key, FileFields.UploadedAt],
                new()
                {
                    { "_id", Type("objectId") },
                    { FileFields.OwnerId, Type("objectId") },
                    { MediaFields.Name, Type("string") },
                    { MediaFields.Kind, Type("string") },
                    { MediaFields.Size, AtLeast(0) },
                    { MediaFields.Key, Type("string") },
                    { FileFields.UploadedAt, Type("date") },
                    { FileFields.State, OneOf(FileStateNames.Names) },
                    { FileFields.LaterThumbnail, Document([LaterThumbnailFields.Key, LaterThumbnailFields.Tries], new() { { LaterThumbnailFields.Key, Type("string") }, { LaterThumbnailFields.Due, Type("date") }, { LaterThumbnailFields.Tries, AtLeast(0) } }) },
                }),
            [
                // Files that no message carries, by age: for the sweep.
                Index("state_uploaded", new() { { FileFields.State, 1 }, { FileFields.UploadedAt, 1 } }),
                // A sender's newest file of a name.
                Index("owner_name", new() { { FileFields.OwnerId, 1 }, { MediaFields.Name, 1 }, { FileFields.UploadedAt, -1 }, { "_id", -1 } }),
                // The bytes that a user's files have together, summed up in the index alone.
                Index("owner_size", new() { { FileFields.OwnerId, 1 }, { MediaFields.Size, 1 } }),
                // The file that a deleted message carried.
                Index("key", new(MediaFields.Key, 1)),
                // Films that need their thumbnail still. Only these have an entry here, and only until there is nothing left to do.
                Index(
                    LaterThumbnailsIndex,
                    new() { { FileFields.State, 1 }, { FileFields.LaterThumbnailDue, 1 } },
                    new("partialFilterExpression", Exists(FileFields.LaterThumbnailDue))),
            ])
        {
            ToleratesOldFaults = true,
        },
        new(
            Wallets,
            Document(
                [WalletFields.Balance, WalletFields.Entries],
                new() { { "_id", Type("objectId") }, { WalletFields.Balance, AtMost(Wallet.MaxBalance) }, { WalletFields.Entries, AtLeast(1) } })
                .Add("anyOf", new BsonArray { Has(WalletFields.Balance, AtLeast(0)), Has("_id", Only(SystemOwner)) }),
            []),
        new(
            Ledger,
            Document(
                ["_id", LedgerFields.EntryId, LedgerFields.Direction, LedgerFields.Amount, LedgerFields.BalanceAfter, LedgerFields.CreatedAt],
                new()
                {
                    // A wallet's entries in either direction; and a number is given once, whatever else goes wrong.
                    { "_id", Document([LedgerFields.OwnerId, LedgerFields.Number], new() { { LedgerFields.OwnerId, Type("objectId") }, { LedgerFields.Number, AtLeast(1) } }) },
                    { LedgerFields.EntryId, Type("objectId") },
                    { LedgerFields.Direction, OneOf(LedgerDirectionNames.StoredNames) },
                    { LedgerFields.Amount, AtLeast(CreditAmount.Least) },
                    { LedgerFields.BalanceAfter, AtMost(Wallet.MaxBalance) },
                    { LedgerFields.CounterpartyId, Type("objectId") },
                    { LedgerFields.MessageId, Type("objectId") },
                    { LedgerFields.ChatId, Type("objectId") },
                    { LedgerFields.GrantId, Type("objectId") },
                    { LedgerFields.CreatedAt, Type("date") },
                    { ActorFields.Actor, Actor },
                })
                .Add("anyOf", new BsonArray { Has(LedgerFields.BalanceAfter, AtLeast(0)), Has("_id", Has(LedgerFields.OwnerId, Only(SystemOwner))) })
                .Add("oneOf", new BsonArray { Requires(LedgerFields.MessageId, LedgerFields.ChatId), Requires(LedgerFields.GrantId) }),
            [
                // Those of one direction, however many there are of the others.
                Index("direction_number", new() { { LedgerFields.IdOwnerId, 1 }, { LedgerFields.Direction, 1 }, { LedgerFields.IdNumber, 1 } }),
            ])
        {
            Dropped = ["owner_number", "owner_direction"],
            Replacements =
            [
                new(
                    Missing(LedgerFields.EntryId),
                    [
                        new("$set", new BsonDocument { { "_id", new BsonDocument { { LedgerFields.OwnerId, $"${LedgerFields.OwnerId}" }, { LedgerFields.Number, $"${LedgerFields.Number}" } } }, { LedgerFields.EntryId, "$_id" } }),
                        new("$unset", new BsonArray { LedgerFields.OwnerId, LedgerFields.Number }),
                    ]),
            ],
        },
        new(
            Nodes,
            Document(
                [NodeFields.Beat, NodeFields.Sessions, NodeFields.SeenAt],
                new()
                {
                    { "_id", Type("objectId") },
                    { NodeFields.Beat, AtLeast(1) },
                    { NodeFields.Sessions, new BsonDocument { { "bsonType", "array" }, { "items", Type("binData") } } },
                    { NodeFields.SeenAt, Type("date") },
                }),
            [
                // What nobody was there to remove.
                Index("seen", new(NodeFields.SeenAt, 1), new("expireAfterSeconds", NodeLifetime)),
            ]),
        new(
            Feed,
            Document(
                [FeedFields.EventId, FeedFields.Type, FeedFields.Lane, FeedFields.Partition, FeedFields.IsChange, FeedFields.CreatedAt, FeedFields.Data],
                new()
                {
                    { "_id", AtLeast(1) },
                    { FeedFields.EventId, Type("objectId") },
                    { FeedFields.Type, Type("string") },
                    { FeedFields.Lane, Type("objectId") },
                    { FeedFields.Partition, AtLeast(0).Add("maximum", FeedEntry.Partitions - 1L) },
                    { FeedFields.IsChange, Type("bool") },
                    { FeedFields.ChatId, Type("objectId") },
                    { FeedFields.Change, AtLeast(1) },
                    { FeedFields.MessageId, Type("objectId") },
                    { FeedFields.IsErased, Type("bool") },
                    { FeedFields.CreatedAt, Type("date") },
                    { FeedFields.Data, Type("string") },
                    { FeedFields.Priors, Type("array") },
                }),
            [
                // What one node delivers, in the order of the numbers.
                Index(PartitionIndex, new() { { FeedFields.Partition, 1 }, { "_id", 1 } }),
                // A lane's events in order. Its last change is one step away, however many other events came after it.
                Index(LaneIndex, new() { { FeedFields.Lane, 1 }, { FeedFields.IsChange, 1 }, { "_id", 1 } }),
                // What a deletion empties. An event without a message, or whose data are those of a tombstone, has no entry here.
                Index(FeedMessageIndex, new() { { FeedFields.MessageId, 1 }, { "_id", 1 } }, new("partialFilterExpression", new BsonDocument(FeedFields.IsErased, false))),
            ])
        {
            ToleratesOldFaults = true,
        },
        new(
            FeedState,
            Document(
                [FeedStateFields.Last, FeedStateFields.Floor, FeedStateFields.Epoch],
                new()
                {
                    { "_id", Type("string") },
                    { FeedStateFields.Last, AtLeast(0) },
                    { FeedStateFields.Floor, AtLeast(0) },
                    { FeedStateFields.Tidied, AtLeast(0) },
                    { FeedStateFields.Epoch, AtLeast(0) },
                    { FeedStateFields.Source, Type("string") },
                    { FeedStateFields.Heads, Markers },
                }),
            []),
        new(
            Leases,
            Document(
                [LeaseFields.Beats],
                new()
                {
                    { "_id", Type("string") },
                    { LeaseFields.Beats, new BsonDocument { { "bsonType", "object" }, { "additionalProperties", AtLeast(1) } } },
                    {
                        LeaseFields.Slots,
                        new BsonDocument
                        {
                            { "bsonType", "object" },
                            { "additionalProperties", Document([LeaseFields.Epoch], new() { { LeaseFields.Owner, Type("objectId") }, { LeaseFields.Epoch, AtLeast(1) } }) },
                        }
                    },
                }),
            []),
        new(
            Webhooks,
            Document(
                [WebhookFields.Text, WebhookFields.Revision],
                new() { { "_id", Type("string") }, { WebhookFields.Text, Type("string") }, { WebhookFields.Revision, AtLeast(1) } }),
            []),
        new(
            WebhookShards,
            Document(
                [ShardFields.Epoch, ShardFields.Text],
                new()
                {
                    {
                        "_id",
                        Document(
                            [ShardFields.WebhookId, ShardFields.RunId, ShardFields.Partition],
                            new() { { ShardFields.WebhookId, Type("objectId") }, { ShardFields.RunId, Type("objectId") }, { ShardFields.Partition, AtLeast(0) } })
                    },
                    { ShardFields.Epoch, AtLeast(0) },
                    { ShardFields.Text, Type("string") },
                }),
            [
                // What a node takes over.
                Index("shard_partition", new() { { ShardFields.IdPartition, 1 }, { ShardFields.Epoch, 1 } }),
                // What a webhook has, and which webhooks there are.
                Index("shard_webhook", new() { { ShardFields.IdWebhookId, 1 }, { ShardFields.IdRunId, 1 } }),
            ]),
        new(
            WebhookDeliveries,
            Document(
                [DeliveryFields.Status, DeliveryFields.Attempts, DeliveryFields.At],
                new()
                {
                    { "_id", Document([DeliveryFields.WebhookId, DeliveryFields.Number], new() { { DeliveryFields.WebhookId, Type("objectId") }, { DeliveryFields.Number, AtLeast(1) } }) },
                    { DeliveryFields.Status, OneOf(DeliveryDocuments.StatusNames) },
                    { DeliveryFields.Attempts, AtLeast(0) },
                    { DeliveryFields.StatusCode, Type("long") },
                    { DeliveryFields.Error, Type("string") },
                    { DeliveryFields.At, Type("date") },
                }),
            [
                // Those of one status, however many there are of the other; and which webhooks there are.
                Index(DeliveryStatusIndex, new() { { DeliveryFields.IdWebhookId, 1 }, { DeliveryFields.Status, 1 }, { DeliveryFields.IdNumber, 1 } }),
                // Those whose time is over. One that was set aside has no entry here.
                Index(DeliveredIndex, new(DeliveryFields.At, 1), new("partialFilterExpression", new BsonDocument(DeliveryFields.Status, DeliveryDocuments.Delivered))),
            ]),
    ];

    private static BsonDocument Actor => Document(
        [ActorFields.Subject, ActorFields.Role],
        new() { { ActorFields.Subject, Type("objectId") }, { ActorFields.Role, OneOf([ActorRoleNames.Person, ActorRoleNames.Service]) } });

    private static BsonDocument Mentions => new()
    {
        { "bsonType", "array" },
        { "minItems", 1 },
        { "maxItems", MessageAttributes.MaxMentions },
        { "uniqueItems", true },
        { "items", Type("objectId") },
    };

    private static BsonDocument Markers => new() { { "bsonType", "object" }, { "additionalProperties", AtLeast(0) } };

    private static BsonDocument Pins => new()
    {
        { "bsonType", "array" },
        { "maxItems", Chat.MaxPins },
        { "items", Document([PinFields.MessageId, PinFields.Sequence], new() { { PinFields.MessageId, Type("objectId") }, { PinFields.Sequence, AtLeast(1) } }) },
    };

    private static BsonDocument Life => Document(
        [LifeFields.Change],
        new()
        {
            { LifeFields.Change, AtLeast(1) },
            { LifeFields.Version, AtLeast(1) },
            { LifeFields.EditedAt, Type("date") },
            { LifeFields.DeletedAt, Type("date") },
            { LifeFields.PinnedAt, Type("date") },
            { LifeFields.ThumbnailChange, AtLeast(1) },
            { LifeFields.Reactions, new BsonDocument { { "bsonType", "array" }, { "maxItems", Reaction.MaxKinds }, { "items", Document([ReactionFields.Emoji, ReactionFields.Reactors], new() { { ReactionFields.Emoji, Type("string") }, { ReactionFields.Reactors, new BsonDocument { { "bsonType", "array" }, { "minItems", 1 } } } }) } } },
        });

    /// <summary>Credits that are marked as edited or deleted, which they never are.</summary>
    private static BsonDocument AlteredCredits => Requires(MessageFields.CreditTransfer)
        .AddRange(Has(MessageFields.Life, new BsonDocument("anyOf", new BsonArray { Requires(LifeFields.EditedAt), Requires(LifeFields.DeletedAt), Requires(LifeFields.Version) })));

    /// <summary>A deleted message that carries something still, or again.</summary>
    private static BsonDocument TombstoneWithContents => Has(MessageFields.Life, Requires(LifeFields.DeletedAt)).AddRange(new BsonDocument(
        "anyOf",
        new BsonArray { Requires(MessageFields.Content), Requires(MessageFields.Media), Requires(MessageFields.Metadata), Requires(MessageFields.ReplyTo), Requires(MessageFields.Mentions) }));

    /// <summary>Not each of them: every send to a chat would check all of them. docs/performance.md says what that costs.</summary>
    private static BsonDocument Members(int least) => new() { { "bsonType", "array" }, { "minItems", least }, { "maxItems", Chat.MaxMembers } };

    private static BsonDocument Block => Document(
        [BlockFields.By, BlockFields.At, BlockFields.Of],
        new() { { BlockFields.By, Type("objectId") }, { BlockFields.At, Type("date") }, { BlockFields.Of, Type("objectId") } });

    private static BsonDocument BlockIndex(string name, string field)
    {
        var by = $"{field}.{BlockFields.By}";
        return Index(name, new() { { by, 1 }, { $"{field}.{BlockFields.At}", -1 }, { $"{field}.{BlockFields.Of}", -1 } }, new("partialFilterExpression", Exists(by)));
    }

    /// <summary>The block of one of the two, if there is one; no field if not.</summary>
    private static BsonDocument UntimedBlock(string by, string of)
    {
        var (blocker, blocked) = (new BsonDocument(by, $"${ChatFields.MembersUserId}"), new BsonDocument(of, $"${ChatFields.MembersUserId}"));
        var block = new BsonDocument { { BlockFields.By, blocker }, { BlockFields.At, new BsonDocument("$literal", new BsonDateTime(0)) }, { BlockFields.Of, blocked } };
        return new("$cond", new BsonArray { new BsonDocument("$in", new BsonArray { blocker, $"${ChatFields.BlockedBy}" }), block, "$$REMOVE" });
    }

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

    /// <summary>Of a field: an array with something in it.</summary>
    private static BsonDocument AnArray => new("$elemMatch", new BsonDocument("$ne", BsonNull.Value));

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
