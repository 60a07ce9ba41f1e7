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

namespace Allmine.Stores.Tests.Sqlite;

/// <summary>The contracts that the embedded store keeps.</summary>
public static class SqliteContracts
{
    public sealed class Block(SqliteStoreFixture store) : BlockContract(store), IClassFixture<SqliteStoreFixture>;

    public sealed class ChatList(SqliteStoreFixture store) : ChatListContract(store), IClassFixture<SqliteStoreFixture>;

    public sealed class ChatRepository(SqliteStoreFixture store) : ChatRepositoryContract(store), IClassFixture<SqliteStoreFixture>;

    public sealed class ReadMarker(SqliteStoreFixture store) : ReadMarkerContract(store), IClassFixture<SqliteStoreFixture>;

    public sealed class MessageRepository(SqliteStoreFixture store) : MessageRepositoryContract(store), IClassFixture<SqliteStoreFixture>;

    public sealed class Alteration(SqliteStoreFixture store) : AlterationContract(store), IClassFixture<SqliteStoreFixture>;

    public sealed class ChangeProperty(SqliteStoreFixture store) : ChangePropertyContract(store), IClassFixture<SqliteStoreFixture>;

    public sealed class ClientState(SqliteStoreFixture store) : ClientStateContract(store), IClassFixture<SqliteStoreFixture>;

    public sealed class DeliveredMarker(SqliteStoreFixture store) : DeliveredMarkerContract(store), IClassFixture<SqliteStoreFixture>;

    public sealed class ErasureBacklog(SqliteStoreFixture store) : ErasureBacklogContract(store), IClassFixture<SqliteStoreFixture>;

    public sealed class AlterationFeed(SqliteStoreFixture store) : AlterationFeedContract(store), IClassFixture<SqliteStoreFixture>;

    public sealed class UserRepository(SqliteStoreFixture store) : UserRepositoryContract(store), IClassFixture<SqliteStoreFixture>;

    public sealed class ContendedCredits(SqliteStoreFixture store) : ContendedCreditsContract(store), IClassFixture<SqliteStoreFixture>;

    public sealed class BatchProperty(SqliteStoreFixture store) : BatchPropertyContract(store), IClassFixture<SqliteStoreFixture>;

    public sealed class CreditsProperty(SqliteStoreFixture store) : CreditsPropertyContract(store), IClassFixture<SqliteStoreFixture>;

    public sealed class Wallet(SqliteStoreFixture store) : WalletContract(store), IClassFixture<SqliteStoreFixture>;

    public sealed class FileRepository(SqliteStoreFixture store) : FileRepositoryContract(store), IClassFixture<SqliteStoreFixture>;

    public sealed class FileSweep(SqliteStoreFixture store) : FileSweepContract(store), IClassFixture<SqliteStoreFixture>;

    public sealed class FileQuota(SqliteStoreFixture store) : FileQuotaContract(store), IClassFixture<SqliteStoreFixture>;

    public sealed class ThumbnailBacklog(SqliteStoreFixture store) : ThumbnailBacklogContract(store), IClassFixture<SqliteStoreFixture>;

    public sealed class EventFeed(SqliteStoreFixture store) : EventFeedContract(store), IClassFixture<SqliteStoreFixture>
    {
        /// <summary>Of another database, and of one that had come further.</summary>
        protected override IEnumerable<string> Forgeries(string position) =>
            [$"{new string('0', 16)}{position[16..]}", $"{position[..16]}00000000ffffffff", $"{position[..16]}ffffffffffffffff"];
    }

    public sealed class IdempotencyRepository(SqliteStoreFixture store) : IdempotencyRepositoryContract(store), IClassFixture<SqliteStoreFixture>;

    public sealed class CommitStore(SqliteStoreFixture store) : CommitStoreContract(store), IClassFixture<SqliteStoreFixture>;

    public sealed class GroupCommit(SqliteStoreFixture store) : GroupCommitContract(store), IClassFixture<SqliteStoreFixture>;

    public sealed class Rehearsal(SqliteStoreFixture store) : RehearsalContract(store), IClassFixture<SqliteStoreFixture>;

    public sealed class StoreKey(SqliteStoreFixture store) : StoreKeyContract(store), IClassFixture<SqliteStoreFixture>;

    public sealed class UnreadableRecord(SqliteStoreFixture store) : UnreadableRecordContract(store), IClassFixture<SqliteStoreFixture>;

    public sealed class Verification(SqliteStoreFixture store) : VerificationContract(store), IClassFixture<SqliteStoreFixture>;

    public sealed class ChatChange(SqliteStoreFixture store) : ChatChangeContract(store), IClassFixture<SqliteStoreFixture>;

    public sealed class ChatMaking(SqliteStoreFixture store) : ChatMakingContract(store), IClassFixture<SqliteStoreFixture>;

    public sealed class ChatSettings(SqliteStoreFixture store) : ChatSettingsContract(store), IClassFixture<SqliteStoreFixture>;

    public sealed class BlockList(SqliteStoreFixture store) : BlockListContract(store), IClassFixture<SqliteStoreFixture>;

    public sealed class SeenHistory(SqliteStoreFixture store) : SeenHistoryContract(store), IClassFixture<SqliteStoreFixture>;

    public sealed class ChatPhoto(SqliteStoreFixture store) : ChatPhotoContract(store), IClassFixture<SqliteStoreFixture>;

    public sealed class ChatFeed(SqliteStoreFixture store) : ChatFeedContract(store), IClassFixture<SqliteStoreFixture>;

    public sealed class ServiceFeed(SqliteStoreFixture store) : ServiceFeedContract(store), IClassFixture<SqliteStoreFixture>;

    public sealed class MembershipProperty(SqliteStoreFixture store) : MembershipPropertyContract(store), IClassFixture<SqliteStoreFixture>;

    public sealed class FeedLog(SqliteStoreFixture store) : FeedLogContract(store), IClassFixture<SqliteStoreFixture>;

    public sealed class FeedTrim(SqliteStoreFixture store) : FeedTrimContract(store), IClassFixture<SqliteStoreFixture>;

    public sealed class Lease(SqliteStoreFixture store) : LeaseContract(store), IClassFixture<SqliteStoreFixture>;

    public sealed class WebhookStore(SqliteStoreFixture store) : WebhookStoreContract(store), IClassFixture<SqliteStoreFixture>;
}
