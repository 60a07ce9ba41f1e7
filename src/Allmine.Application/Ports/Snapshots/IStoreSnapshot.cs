using Allmine.Application.Ports.Messages;
using Allmine.Domain.Credits;
using Allmine.Domain.Errors;
using Allmine.Domain.Messages;

namespace Allmine.Application.Ports.Snapshots;

/// <summary>
/// The whole store as of one moment. Everything is read piece by piece, in an order that lets two lists be read side by side:
/// memory does not grow with the store. Identifiers are in the order of their bytes. A record that can't be read is in the list
/// as such, at whatever place the store gives it.
/// </summary>
/// <exception cref="StoreUnavailableException">From reading: the store did not answer, or no longer keeps that moment.</exception>
/// <exception cref="FormatException">From reading (or <see cref="InvalidDataException"/>): the store as a whole is in a form that can't be read.</exception>
public interface IStoreSnapshot : IAsyncDisposable
{
    /// <summary>By owner.</summary>
    IAsyncEnumerable<SnapshotRecord<Wallet>> ReadWalletsAsync(CancellationToken cancellationToken);

    /// <summary>By owner and number.</summary>
    IAsyncEnumerable<SnapshotRecord<LedgerEntry>> ReadEntriesAsync(CancellationToken cancellationToken);

    /// <summary>Entries that name a message, by message.</summary>
    IAsyncEnumerable<SnapshotRecord<LedgerEntry>> ReadTransferEntriesAsync(CancellationToken cancellationToken);

    /// <summary>All other entries, by grant.</summary>
    IAsyncEnumerable<SnapshotRecord<LedgerEntry>> ReadGrantEntriesAsync(CancellationToken cancellationToken);

    /// <summary>All messages, of whatever kind, by identifier.</summary>
    IAsyncEnumerable<SnapshotRecord<Message>> ReadMessagesAsync(CancellationToken cancellationToken);

    /// <summary>Keys that name a message, by message.</summary>
    IAsyncEnumerable<SnapshotRecord<IdempotencyEntry>> ReadMessageKeysAsync(CancellationToken cancellationToken);

    /// <summary>Of the others, keys that name a grant, by grant.</summary>
    IAsyncEnumerable<SnapshotRecord<IdempotencyEntry>> ReadGrantKeysAsync(CancellationToken cancellationToken);

    /// <summary>All other keys, in any order.</summary>
    IAsyncEnumerable<SnapshotRecord<IdempotencyEntry>> ReadOtherKeysAsync(CancellationToken cancellationToken);

    /// <summary>By identifier.</summary>
    IAsyncEnumerable<SnapshotRecord<ChatEntry>> ReadChatsAsync(CancellationToken cancellationToken);

    /// <summary>Of all messages, by chat and number.</summary>
    IAsyncEnumerable<SnapshotRecord<MessageNumber>> ReadMessageNumbersAsync(CancellationToken cancellationToken);

    /// <summary>Of the messages whose records tell it, by chat and number of the message. Those that tell nothing may be left out where no message was altered.</summary>
    IAsyncEnumerable<SnapshotRecord<SentChange>> ReadSentChangesAsync(CancellationToken cancellationToken);

    /// <summary>By chat and number of the change.</summary>
    IAsyncEnumerable<SnapshotRecord<AlterationNumber>> ReadAlterationNumbersAsync(CancellationToken cancellationToken);

    /// <summary>By chat, number of the message and number of the change.</summary>
    IAsyncEnumerable<SnapshotRecord<AlterationEntry>> ReadAlterationsAsync(CancellationToken cancellationToken);

    /// <summary>The messages that something has become of, by chat and number.</summary>
    IAsyncEnumerable<SnapshotRecord<Message>> ReadAlteredMessagesAsync(CancellationToken cancellationToken);

    /// <summary>In any order. A store that counts mentions by the messages themselves has none.</summary>
    IAsyncEnumerable<SnapshotRecord<StrayMention>> ReadStrayMentionsAsync(CancellationToken cancellationToken);

    /// <summary>Files that are bound or released, by key, in the order of its bytes; the one that Development begins with aside.</summary>
    IAsyncEnumerable<SnapshotRecord<FileEntry>> ReadKeptFilesAsync(CancellationToken cancellationToken);

    /// <summary>The keys of files that messages carry, in that order; one may come several times.</summary>
    IAsyncEnumerable<SnapshotRecord<string>> ReadCarriedKeysAsync(CancellationToken cancellationToken);

    /// <summary>The keys of the photos of chats, likewise.</summary>
    IAsyncEnumerable<SnapshotRecord<string>> ReadPhotoKeysAsync(CancellationToken cancellationToken);

    /// <summary>Likewise by the key of the file; those without one come first.</summary>
    IAsyncEnumerable<SnapshotRecord<ErasureEntry>> ReadErasuresAsync(CancellationToken cancellationToken);
}
