using Allmine.Application.Verification;
using Allmine.Domain.Credits;
using Allmine.Domain.Errors;
using Allmine.Domain.Messages;

namespace Allmine.Application.Abstractions;

/// <summary>
/// The whole store as of one moment. Everything is read piece by piece, in an order that lets two lists be read side by side:
/// memory does not grow with the store. Identifiers are in the order of their bytes.
/// </summary>
/// <exception cref="StoreUnavailableException">From reading: the store did not answer, or no longer keeps that moment.</exception>
/// <exception cref="FormatException">From reading (or <see cref="InvalidDataException"/>): something is stored in a form that can't be read.</exception>
/// <exception cref="InvalidRequestException">From reading: something is stored that the domain does not make.</exception>
public interface IStoreSnapshot : IAsyncDisposable
{
    /// <summary>By owner.</summary>
    IAsyncEnumerable<Wallet> ReadWalletsAsync(CancellationToken cancellationToken);

    /// <summary>By owner and number.</summary>
    IAsyncEnumerable<LedgerEntry> ReadEntriesAsync(CancellationToken cancellationToken);

    /// <summary>Entries that name a message, by message.</summary>
    IAsyncEnumerable<LedgerEntry> ReadTransferEntriesAsync(CancellationToken cancellationToken);

    /// <summary>All other entries, by grant.</summary>
    IAsyncEnumerable<LedgerEntry> ReadGrantEntriesAsync(CancellationToken cancellationToken);

    /// <summary>Messages that transfer credits, by identifier.</summary>
    IAsyncEnumerable<Message> ReadTransfersAsync(CancellationToken cancellationToken);

    /// <summary>By identifier.</summary>
    IAsyncEnumerable<ChatNumber> ReadChatNumbersAsync(CancellationToken cancellationToken);

    /// <summary>Of all messages, by chat and number.</summary>
    IAsyncEnumerable<ChatNumber> ReadMessageNumbersAsync(CancellationToken cancellationToken);
}
