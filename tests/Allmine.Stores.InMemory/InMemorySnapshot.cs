using Allmine.Application.Abstractions;
using Allmine.Application.Verification;
using Allmine.Domain.Chats;
using Allmine.Domain.Credits;
using Allmine.Domain.Messages;

namespace Allmine.Stores.InMemory;

/// <summary>A store in memory as it was at one moment.</summary>
internal sealed class InMemorySnapshot(Chat[] chats, Message[] messages, Func<Message, Message> read, Wallet[] wallets, LedgerEntry[] ledger)
    : IStoreSnapshot
{
    public IAsyncEnumerable<Wallet> ReadWalletsAsync(CancellationToken cancellationToken) =>
        wallets.OrderBy(wallet => wallet.Owner).ToAsyncEnumerable();

    public IAsyncEnumerable<LedgerEntry> ReadEntriesAsync(CancellationToken cancellationToken) =>
        ledger.OrderBy(entry => entry.OwnerId).ThenBy(entry => entry.Number).ToAsyncEnumerable();

    public IAsyncEnumerable<LedgerEntry> ReadTransferEntriesAsync(CancellationToken cancellationToken) =>
        ledger.Where(entry => entry.MessageId is not null).OrderBy(entry => entry.MessageId!.Value).ToAsyncEnumerable();

    public IAsyncEnumerable<LedgerEntry> ReadGrantEntriesAsync(CancellationToken cancellationToken) =>
        ledger.Where(entry => entry.MessageId is null).OrderBy(entry => entry.GrantId.GetValueOrDefault()).ToAsyncEnumerable();

    public IAsyncEnumerable<Message> ReadTransfersAsync(CancellationToken cancellationToken) =>
        messages.Where(message => message.Transfer is not null).OrderBy(message => message.Id).Select(read).ToAsyncEnumerable();

    public IAsyncEnumerable<ChatNumber> ReadChatNumbersAsync(CancellationToken cancellationToken) =>
        chats.OrderBy(chat => chat.Id).Select(chat => new ChatNumber(chat.Id, chat.LastSequence)).ToAsyncEnumerable();

    public IAsyncEnumerable<ChatNumber> ReadMessageNumbersAsync(CancellationToken cancellationToken) => messages
        .Select(message => new ChatNumber(message.ChatId, message.Sequence))
        .OrderBy(number => number.ChatId)
        .ThenBy(number => number.Sequence)
        .ToAsyncEnumerable();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
