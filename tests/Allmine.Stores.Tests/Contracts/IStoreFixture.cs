using Allmine.Application.Ports;
using Allmine.Application.Ports.Chats;
using Allmine.Application.Ports.Credits;
using Allmine.Application.Ports.Events;
using Allmine.Application.Ports.Feed;
using Allmine.Application.Ports.Files;
using Allmine.Application.Ports.Idempotency;
using Allmine.Application.Ports.Leases;
using Allmine.Application.Ports.Messages;
using Allmine.Application.Ports.Snapshots;
using Allmine.Application.Ports.Store;
using Allmine.Application.Ports.Users;
using Allmine.Application.Ports.Webhooks;
using Allmine.Domain.Chats;

namespace Allmine.Stores.Tests.Contracts;

/// <summary>
/// A store under test, behind its ports. A store joins the contracts by one fixture and a list that names each contract, as
/// <see cref="Sqlite.SqliteContracts"/> does.
/// </summary>
public interface IStoreFixture
{
    /// <summary>Why the store can't be tested here, for example because there is no server; null if it can.</summary>
    string? Absence { get; }

    IIdGenerator Ids { get; }

    ICommitStore CommitStore { get; }

    IMessageRepository Messages { get; }

    IChangeRepository Changes { get; }

    IChatRepository Chats { get; }

    IChatSettingsRepository Settings { get; }

    IUserRepository Users { get; }

    IIdempotencyRepository IdempotencyRecords { get; }

    IFileRepository Files { get; }

    IThumbnailBacklog Thumbnails { get; }

    IErasureBacklog Erasures { get; }

    IWalletRepository Wallets { get; }

    ILedgerRepository Ledger { get; }

    IStoreSnapshots Snapshots { get; }

    IStoreStatus Status { get; }

    IEventFeed Events { get; }

    IFeedLog FeedLog { get; }

    ILeaseStore Leases { get; }

    IWebhookStore Webhooks { get; }

    IStoreKey Key { get; }

    IStoreRehearsal Rehearsal { get; }

    /// <summary>Makes the store ready and empty. Called before each test.</summary>
    Task ResetAsync();

    /// <summary>The names of all tables or collections, with how much is in each.</summary>
    Task<IReadOnlyList<string>> CountAsync();

    /// <summary>Closes the store and opens it again, as another process would find it.</summary>
    Task ReopenAsync();

    /// <summary>Changes a field behind the back of the ports and of whatever else guards it.</summary>
    /// <param name="table">The collection or table.</param>
    /// <param name="id">The identifier of the document or row, 12 bytes; of a wallet, its owner's.</param>
    /// <param name="field">As it is called in MongoDB.</param>
    /// <param name="value">A whole number, 12 bytes, a text or a time; for <c>mentions</c>, the one user.</param>
    Task TamperAsync(string table, byte[] id, string field, object value);

    /// <summary>Likewise changes which messages a chat has pinned.</summary>
    Task TamperPinsAsync(byte[] chatId, IReadOnlyList<Pin> pins);

    /// <summary>Likewise changes a field of an alteration.</summary>
    /// <param name="chatId">The chat.</param>
    /// <param name="change">The number of the change, which stays.</param>
    /// <param name="field">
    /// As it is called in MongoDB: <c>lastSequence</c>, <c>messageId</c>, <c>sequence</c> or <c>kind</c>; or <c>replaced</c> for the words of an earlier version.
    /// </param>
    /// <param name="value">A whole number, 12 bytes or a text; of <c>replaced</c>, the number of the version, or null for no words.</param>
    Task TamperAlterationAsync(byte[] chatId, long change, string field, object? value);

    /// <summary>Likewise removes an alteration.</summary>
    Task RemoveAlterationAsync(byte[] chatId, long change);

    /// <summary>Changes what is recorded under a key, behind the back of the ports and of whatever else guards it.</summary>
    /// <param name="key">The key.</param>
    /// <param name="field">As it is called in MongoDB: <c>balance</c>, <c>messageId</c>, <c>grant.amount</c> or <c>grant.recipientId</c>.</param>
    /// <param name="value">A whole number, 12 bytes, or null for none.</param>
    Task TamperRecordOfAsync(IdempotencyKey key, string field, object? value);

    /// <summary>Forgets what is recorded under a key.</summary>
    Task RemoveRecordOfAsync(IdempotencyKey key);

    /// <summary>Changes a record so that this version can't read it.</summary>
    /// <param name="table">The collection or table.</param>
    /// <param name="id">As in <see cref="TamperAsync"/>.</param>
    /// <returns>False, with nothing changed, if the store itself lets nobody write such a record, as SQLite does with its types.</returns>
    Task<bool> SpoilAsync(string table, byte[] id);

    /// <inheritdoc cref="SpoilAsync"/>
    Task SpoilRecordOfAsync(IdempotencyKey key);

    /// <summary>Changes a member's settings of a chat so that this version can't read them.</summary>
    Task SpoilSettingsAsync(byte[] userId, byte[] chatId);

    /// <summary>
    /// Adds a chat's next message in a form that this version can't read, as a newer version's commit would: with the chat's
    /// number, and what listeners are told by.
    /// </summary>
    Task AddUnreadableMessageAsync(byte[] chatId, byte[] messageId, byte[] senderId, long sequence);

    /// <summary>Likewise takes a member out of a chat, as a call for it would: with a new revision.</summary>
    Task RemoveMemberAsync(byte[] chatId, byte[] userId);

    /// <summary>Likewise removes a document or row.</summary>
    Task RemoveAsync(string table, byte[] id);
}
