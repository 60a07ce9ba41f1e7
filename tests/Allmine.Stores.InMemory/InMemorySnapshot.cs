using Allmine.Application.Ports.Files;
using Allmine.Application.Ports.Messages;
using Allmine.Application.Ports.Snapshots;
using Allmine.Domain.Chats;
using Allmine.Domain.Credits;
using Allmine.Domain.Errors;
using Allmine.Domain.Media;
using Allmine.Domain.Messages;

namespace Allmine.Stores.InMemory;

/// <summary>A store in memory as it was at one moment. The checks tell which of its records can't be read.</summary>
internal sealed class InMemorySnapshot(
    InMemorySnapshotChecks checks, Chat[] chats, Message[] messages, AlterationEntry[] alterations, Wallet[] wallets, LedgerEntry[] ledger, IdempotencyEntry[] keys, UploadedFile[] files,
    Erasure[] erasures)
    : IStoreSnapshot
{
    public IAsyncEnumerable<SnapshotRecord<Wallet>> ReadWalletsAsync(CancellationToken cancellationToken) =>
        List(wallets.OrderBy(wallet => wallet.Owner), checks.Wallet);

    public IAsyncEnumerable<SnapshotRecord<LedgerEntry>> ReadEntriesAsync(CancellationToken cancellationToken) =>
        List(ledger.OrderBy(entry => entry.OwnerId).ThenBy(entry => entry.Number), checks.Entry);

    public IAsyncEnumerable<SnapshotRecord<LedgerEntry>> ReadTransferEntriesAsync(CancellationToken cancellationToken) =>
        List(ledger.Where(entry => entry.MessageId is not null).OrderBy(entry => entry.MessageId!.Value), checks.Entry);

    public IAsyncEnumerable<SnapshotRecord<LedgerEntry>> ReadGrantEntriesAsync(CancellationToken cancellationToken) =>
        List(ledger.Where(entry => entry.MessageId is null).OrderBy(entry => entry.GrantId.GetValueOrDefault()), checks.Entry);

    public IAsyncEnumerable<SnapshotRecord<Message>> ReadMessagesAsync(CancellationToken cancellationToken) =>
        List(messages.OrderBy(message => message.Id), checks.Message);

    public IAsyncEnumerable<SnapshotRecord<IdempotencyEntry>> ReadMessageKeysAsync(CancellationToken cancellationToken) =>
        List(keys.Where(key => key.MessageId is not null).OrderBy(key => key.MessageId!.Value), checks.Key);

    public IAsyncEnumerable<SnapshotRecord<IdempotencyEntry>> ReadGrantKeysAsync(CancellationToken cancellationToken) =>
        List(keys.Where(key => key is { MessageId: null, Grant: not null }).OrderBy(key => key.Grant!.Id), checks.Key);

    public IAsyncEnumerable<SnapshotRecord<IdempotencyEntry>> ReadOtherKeysAsync(CancellationToken cancellationToken) =>
        List(keys.Where(key => key is { MessageId: null, Grant: null }), checks.Key);

    public IAsyncEnumerable<SnapshotRecord<ChatEntry>> ReadChatsAsync(CancellationToken cancellationToken) =>
        List(chats.OrderBy(chat => chat.Id).Select(chat => new ChatEntry(chat.Id, chat.LastSequence, chat.AlterationCount, chat.Pins)), entry => checks.Chat(entry.ChatId));

    public IAsyncEnumerable<SnapshotRecord<MessageNumber>> ReadMessageNumbersAsync(CancellationToken cancellationToken) => List(
        messages.Select(message => new MessageNumber(message.ChatId, message.Sequence)).OrderBy(number => number.ChatId).ThenBy(number => number.Sequence),
        _ => { });

    public IAsyncEnumerable<SnapshotRecord<SentChange>> ReadSentChangesAsync(CancellationToken cancellationToken) => List(
        messages.Where(message => message.StoredSentChange is not null)
            .Select(message => new SentChange(message.ChatId, message.Sequence, message.SentChange))
            .OrderBy(sent => sent.ChatId)
            .ThenBy(sent => sent.Sequence),
        _ => { });

    public IAsyncEnumerable<SnapshotRecord<AlterationNumber>> ReadAlterationNumbersAsync(CancellationToken cancellationToken) =>
        List(alterations.Select(alteration => alteration.Number).OrderBy(number => number.ChatId).ThenBy(number => number.Change), _ => { });

    public IAsyncEnumerable<SnapshotRecord<AlterationEntry>> ReadAlterationsAsync(CancellationToken cancellationToken) =>
        List(alterations.OrderBy(alteration => alteration.ChatId).ThenBy(alteration => alteration.Sequence).ThenBy(alteration => alteration.Number.Change), _ => { });

    public IAsyncEnumerable<SnapshotRecord<Message>> ReadAlteredMessagesAsync(CancellationToken cancellationToken) =>
        List(messages.Where(message => message.IsAltered).OrderBy(message => message.ChatId).ThenBy(message => message.Sequence), checks.Message);

    /// <summary>Mentions are counted by the messages themselves.</summary>
    public IAsyncEnumerable<SnapshotRecord<StrayMention>> ReadStrayMentionsAsync(CancellationToken cancellationToken) => AsyncEnumerable.Empty<SnapshotRecord<StrayMention>>();

    public IAsyncEnumerable<SnapshotRecord<FileEntry>> ReadKeptFilesAsync(CancellationToken cancellationToken) => List(
        files.Where(file => file.State is FileState.Bound or FileState.Released)
            .Select(file => new FileEntry(file.Id, file.Content.Key))
            .OrderBy(file => file.Key, StringComparer.Ordinal),
        _ => { });

    public IAsyncEnumerable<SnapshotRecord<string>> ReadCarriedKeysAsync(CancellationToken cancellationToken) =>
        List(messages.Select(message => message.Media?.Key).OfType<string>().Order(StringComparer.Ordinal), _ => { });

    public IAsyncEnumerable<SnapshotRecord<string>> ReadPhotoKeysAsync(CancellationToken cancellationToken) =>
        List(chats.Select(chat => chat.Photo?.Key).OfType<string>().Order(StringComparer.Ordinal), _ => { });

    public IAsyncEnumerable<SnapshotRecord<ErasureEntry>> ReadErasuresAsync(CancellationToken cancellationToken) => List(
        erasures.Select(erasure => new ErasureEntry(erasure.MessageId, erasure.MediaKey)).OrderBy(erasure => erasure.MediaKey, StringComparer.Ordinal), _ => { });

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static IAsyncEnumerable<SnapshotRecord<T>> List<T>(IEnumerable<T> values, Action<T> check) =>
        values.Select(value => Record(value, check)).ToAsyncEnumerable();

    private static SnapshotRecord<T> Record<T>(T value, Action<T> check)
    {
        try
        {
            check(value);
            return value;
        }
        catch (UnreadableRecordException exception)
        {
            return new SnapshotRecord<T>(exception);
        }
    }
}
