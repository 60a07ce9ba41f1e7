using Allmine.Stores.Tests.Contracts.Changes;
using Allmine.Stores.Tests.Contracts.Chats;
using Allmine.Stores.Tests.Contracts.Credits;
using Allmine.Stores.Tests.Contracts.Events;
using Allmine.Stores.Tests.Contracts.Feed;
using Allmine.Stores.Tests.Contracts.Files;
using Allmine.Stores.Tests.Contracts.Idempotency;
using Allmine.Stores.Tests.Contracts.Leases;
using Allmine.Stores.Tests.Contracts.Memberships;
using Allmine.Stores.Tests.Contracts.Messages;
using Allmine.Stores.Tests.Contracts.Store;
using Allmine.Stores.Tests.Contracts.Users;
using Allmine.Stores.Tests.Contracts.Webhooks;
using Allmine.Stores.Tests.Mongo.Feed;
using Allmine.Stores.Tests.Mongo.Snapshots;

namespace Allmine.Stores.Tests.Mongo;

/// <summary>The contracts that the MongoDB store keeps.</summary>
/// <remarks>
/// <see cref="MongoEventFeedTests"/> and <see cref="MongoVerificationTests"/> keep theirs, and have tests of their own beside it.
/// </remarks>
public static class MongoContracts
{
    public sealed class Block(MongoStoreFixture store) : BlockContract(store), IClassFixture<MongoStoreFixture>;

    public sealed class ChatList(MongoStoreFixture store) : ChatListContract(store), IClassFixture<MongoStoreFixture>;

    public sealed class ChatRepository(MongoStoreFixture store) : ChatRepositoryContract(store), IClassFixture<MongoStoreFixture>;

    public sealed class ReadMarker(MongoStoreFixture store) : ReadMarkerContract(store), IClassFixture<MongoStoreFixture>;

    public sealed class MessageRepository(MongoStoreFixture store) : MessageRepositoryContract(store), IClassFixture<MongoStoreFixture>;

    public sealed class Alteration(MongoStoreFixture store) : AlterationContract(store), IClassFixture<MongoStoreFixture>;

    public sealed class ChangeProperty(MongoStoreFixture store) : ChangePropertyContract(store), IClassFixture<MongoStoreFixture>;

    public sealed class ClientState(MongoStoreFixture store) : ClientStateContract(store), IClassFixture<MongoStoreFixture>;

    public sealed class DeliveredMarker(MongoStoreFixture store) : DeliveredMarkerContract(store), IClassFixture<MongoStoreFixture>;

    public sealed class ErasureBacklog(MongoStoreFixture store) : ErasureBacklogContract(store), IClassFixture<MongoStoreFixture>;

    public sealed class AlterationFeed(MongoStoreFixture store) : AlterationFeedContract(store), IClassFixture<MongoStoreFixture>;

    public sealed class UserRepository(MongoStoreFixture store) : UserRepositoryContract(store), IClassFixture<MongoStoreFixture>;

    public sealed class ContendedCredits(MongoStoreFixture store) : ContendedCreditsContract(store), IClassFixture<MongoStoreFixture>;

    public sealed class BatchProperty(MongoStoreFixture store) : BatchPropertyContract(store), IClassFixture<MongoStoreFixture>;

    public sealed class CreditsProperty(MongoStoreFixture store) : CreditsPropertyContract(store), IClassFixture<MongoStoreFixture>;

    public sealed class Wallet(MongoStoreFixture store) : WalletContract(store), IClassFixture<MongoStoreFixture>;

    public sealed class FileRepository(MongoStoreFixture store) : FileRepositoryContract(store), IClassFixture<MongoStoreFixture>;

    public sealed class FileSweep(MongoStoreFixture store) : FileSweepContract(store), IClassFixture<MongoStoreFixture>;

    public sealed class FileQuota(MongoStoreFixture store) : FileQuotaContract(store), IClassFixture<MongoStoreFixture>;

    public sealed class ThumbnailBacklog(MongoStoreFixture store) : ThumbnailBacklogContract(store), IClassFixture<MongoStoreFixture>;

    public sealed class IdempotencyRepository(MongoStoreFixture store) : IdempotencyRepositoryContract(store), IClassFixture<MongoStoreFixture>;

    public sealed class CommitStore(MongoStoreFixture store) : CommitStoreContract(store), IClassFixture<MongoStoreFixture>;

    public sealed class GroupCommit(MongoStoreFixture store) : GroupCommitContract(store), IClassFixture<MongoStoreFixture>;

    public sealed class Rehearsal(MongoStoreFixture store) : RehearsalContract(store), IClassFixture<MongoStoreFixture>;

    public sealed class StoreKey(MongoStoreFixture store) : StoreKeyContract(store), IClassFixture<MongoStoreFixture>;

    public sealed class UnreadableRecord(MongoStoreFixture store) : UnreadableRecordContract(store), IClassFixture<MongoStoreFixture>;

    public sealed class ChatChange(MongoStoreFixture store) : ChatChangeContract(store), IClassFixture<MongoStoreFixture>;

    public sealed class ChatMaking(MongoStoreFixture store) : ChatMakingContract(store), IClassFixture<MongoStoreFixture>;

    public sealed class ChatSettings(MongoStoreFixture store) : ChatSettingsContract(store), IClassFixture<MongoStoreFixture>;

    public sealed class BlockList(MongoStoreFixture store) : BlockListContract(store), IClassFixture<MongoStoreFixture>;

    public sealed class SeenHistory(MongoStoreFixture store) : SeenHistoryContract(store), IClassFixture<MongoStoreFixture>;

    public sealed class ChatPhoto(MongoStoreFixture store) : ChatPhotoContract(store), IClassFixture<MongoStoreFixture>;

    public sealed class ChatFeed(MongoStoreFixture store) : ChatFeedContract(store), IClassFixture<MongoStoreFixture>;

    public sealed class ServiceFeed(MongoStoreFixture store) : ServiceFeedContract(store), IClassFixture<MongoStoreFixture>;

    public sealed class MembershipProperty(MongoStoreFixture store) : MembershipPropertyContract(store), IClassFixture<MongoStoreFixture>;

    public sealed class FeedLog(MongoStoreFixture store) : FeedLogContract(store), IClassFixture<MongoStoreFixture>;

    public sealed class FeedTrim(MongoStoreFixture store) : FeedTrimContract(store), IClassFixture<MongoStoreFixture>;

    public sealed class Lease(MongoStoreFixture store) : LeaseContract(store), IClassFixture<MongoStoreFixture>;

    public sealed class WebhookStore(MongoStoreFixture store) : WebhookStoreContract(store), IClassFixture<MongoStoreFixture>;
}
