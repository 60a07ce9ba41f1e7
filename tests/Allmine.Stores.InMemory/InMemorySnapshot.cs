using Allmine.Application.Ports.Snapshots;
using Allmine.Application.Verification;
using Allmine.Domain.Chats;
using Allmine.Domain.Credits;
using Allmine.Domain.Errors;
using Allmine.Domain.Messages;

namespace Allmine.Stores.InMemory;

/// <summary>A store in memory as it was at one moment. The checks tell which of its records can't be read.</summary>
internal sealed class InMemorySnapshot(InMemorySnapshotChecks checks, Chat[] chats, Message[] messages, Wallet[] wallets, LedgerEntry[] ledger, IdempotencyEntry[] keys)
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

    public IAsyncEnumerable<SnapshotRecord<ChatNumber>> ReadChatNumbersAsync(CancellationToken cancellationToken) =>
        List(chats.OrderBy(chat => chat.Id).Select(chat => new ChatNumber(chat.Id, chat.LastSequence)), number => checks.Chat(number.ChatId));

    public IAsyncEnumerable<SnapshotRecord<ChatNumber>> ReadMessageNumbersAsync(CancellationToken cancellationToken) => List(
        messages.Select(message => new ChatNumber(message.ChatId, message.Sequence)).OrderBy(number => number.ChatId).ThenBy(number => number.Sequence),
        _ => { });

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
