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
using Allmine.Stores.Tests.Contracts.Snapshots;
using Allmine.Stores.Tests.Contracts.Store;
using Allmine.Stores.Tests.Contracts.Users;
using Allmine.Stores.Tests.Contracts.Webhooks;

namespace Allmine.Stores.Tests.InMemory;

/// <summary>The contracts that the store in memory keeps.</summary>
public static class InMemoryContracts
{
    public sealed class Block(InMemoryStoreFixture store) : BlockContract(store), IClassFixture<InMemoryStoreFixture>;

    public sealed class ChatList(InMemoryStoreFixture store) : ChatListContract(store), IClassFixture<InMemoryStoreFixture>;

    public sealed class ChatRepository(InMemoryStoreFixture store) : ChatRepositoryContract(store), IClassFixture<InMemoryStoreFixture>;

    public sealed class ReadMarker(InMemoryStoreFixture store) : ReadMarkerContract(store), IClassFixture<InMemoryStoreFixture>;

    public sealed class MessageRepository(InMemoryStoreFixture store) : MessageRepositoryContract(store), IClassFixture<InMemoryStoreFixture>;

    public sealed class Alteration(InMemoryStoreFixture store) : AlterationContract(store), IClassFixture<InMemoryStoreFixture>;

    public sealed class ChangeProperty(InMemoryStoreFixture store) : ChangePropertyContract(store), IClassFixture<InMemoryStoreFixture>;

    public sealed class ClientState(InMemoryStoreFixture store) : ClientStateContract(store), IClassFixture<InMemoryStoreFixture>;

    public sealed class DeliveredMarker(InMemoryStoreFixture store) : DeliveredMarkerContract(store), IClassFixture<InMemoryStoreFixture>;

    public sealed class ErasureBacklog(InMemoryStoreFixture store) : ErasureBacklogContract(store), IClassFixture<InMemoryStoreFixture>;

    public sealed class AlterationFeed(InMemoryStoreFixture store) : AlterationFeedContract(store), IClassFixture<InMemoryStoreFixture>;

    public sealed class UserRepository(InMemoryStoreFixture store) : UserRepositoryContract(store), IClassFixture<InMemoryStoreFixture>;

    public sealed class ContendedCredits(InMemoryStoreFixture store) : ContendedCreditsContract(store), IClassFixture<InMemoryStoreFixture>;

    public sealed class BatchProperty(InMemoryStoreFixture store) : BatchPropertyContract(store), IClassFixture<InMemoryStoreFixture>;

    public sealed class CreditsProperty(InMemoryStoreFixture store) : CreditsPropertyContract(store), IClassFixture<InMemoryStoreFixture>;

    public sealed class Wallet(InMemoryStoreFixture store) : WalletContract(store), IClassFixture<InMemoryStoreFixture>;

    public sealed class FileRepository(InMemoryStoreFixture store) : FileRepositoryContract(store), IClassFixture<InMemoryStoreFixture>;

    public sealed class FileSweep(InMemoryStoreFixture store) : FileSweepContract(store), IClassFixture<InMemoryStoreFixture>;

    public sealed class FileQuota(InMemoryStoreFixture store) : FileQuotaContract(store), IClassFixture<InMemoryStoreFixture>;

    public sealed class ThumbnailBacklog(InMemoryStoreFixture store) : ThumbnailBacklogContract(store), IClassFixture<InMemoryStoreFixture>;

    public sealed class EventFeed(InMemoryStoreFixture store) : EventFeedContract(store), IClassFixture<InMemoryStoreFixture>
    {
        /// <summary>Of a store that had come further.</summary>
        protected override IEnumerable<string> Forgeries(string position) => ["0000000000000009", "00000000ffffffff", "ffffffffffffffff"];
    }

    public sealed class IdempotencyRepository(InMemoryStoreFixture store) : IdempotencyRepositoryContract(store), IClassFixture<InMemoryStoreFixture>;

    public sealed class CommitStore(InMemoryStoreFixture store) : CommitStoreContract(store), IClassFixture<InMemoryStoreFixture>;

    public sealed class GroupCommit(InMemoryStoreFixture store) : GroupCommitContract(store), IClassFixture<InMemoryStoreFixture>;

    public sealed class Rehearsal(InMemoryStoreFixture store) : RehearsalContract(store), IClassFixture<InMemoryStoreFixture>;

    public sealed class StoreKey(InMemoryStoreFixture store) : StoreKeyContract(store), IClassFixture<InMemoryStoreFixture>;

    public sealed class UnreadableRecord(InMemoryStoreFixture store) : UnreadableRecordContract(store), IClassFixture<InMemoryStoreFixture>;

    public sealed class Verification(InMemoryStoreFixture store) : VerificationContract(store), IClassFixture<InMemoryStoreFixture>;

    public sealed class LifeVerification(InMemoryStoreFixture store) : LifeVerificationContract(store), IClassFixture<InMemoryStoreFixture>;

    public sealed class ChatChange(InMemoryStoreFixture store) : ChatChangeContract(store), IClassFixture<InMemoryStoreFixture>;

    public sealed class ChatMaking(InMemoryStoreFixture store) : ChatMakingContract(store), IClassFixture<InMemoryStoreFixture>;

    public sealed class ChatSettings(InMemoryStoreFixture store) : ChatSettingsContract(store), IClassFixture<InMemoryStoreFixture>;

    public sealed class BlockList(InMemoryStoreFixture store) : BlockListContract(store), IClassFixture<InMemoryStoreFixture>;

    public sealed class SeenHistory(InMemoryStoreFixture store) : SeenHistoryContract(store), IClassFixture<InMemoryStoreFixture>;

    public sealed class ChatPhoto(InMemoryStoreFixture store) : ChatPhotoContract(store), IClassFixture<InMemoryStoreFixture>;

    public sealed class ChatFeed(InMemoryStoreFixture store) : ChatFeedContract(store), IClassFixture<InMemoryStoreFixture>;

    public sealed class ServiceFeed(InMemoryStoreFixture store) : ServiceFeedContract(store), IClassFixture<InMemoryStoreFixture>;

    public sealed class MembershipProperty(InMemoryStoreFixture store) : MembershipPropertyContract(store), IClassFixture<InMemoryStoreFixture>;

    public sealed class FeedLog(InMemoryStoreFixture store) : FeedLogContract(store), IClassFixture<InMemoryStoreFixture>;

    public sealed class FeedTrim(InMemoryStoreFixture store) : FeedTrimContract(store), IClassFixture<InMemoryStoreFixture>;

    public sealed class Lease(InMemoryStoreFixture store) : LeaseContract(store), IClassFixture<InMemoryStoreFixture>;

    public sealed class WebhookStore(InMemoryStoreFixture store) : WebhookStoreContract(store), IClassFixture<InMemoryStoreFixture>;
}
