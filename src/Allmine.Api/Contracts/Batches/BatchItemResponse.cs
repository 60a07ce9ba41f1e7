using Allmine.Api.Contracts.Messages;

namespace Allmine.Api.Contracts.Batches;

/// <summary>What became of one item: what it would have been answered alone.</summary>
public sealed record BatchItemResponse
{
    /// <summary>Its place in the request, from 0.</summary>
    public int Index { get; init; }

    /// <summary>The HTTP status of it.</summary>
    public int StatusCode { get; init; }

    /// <summary>Whether an earlier request with the same key led to it.</summary>
    public bool Replayed { get; init; }

    /// <summary>The message; null if it was refused.</summary>
    public MessageResponse? Message { get; init; }

    /// <summary>Why it was refused; null if it was sent.</summary>
    public ErrorResponse? Error { get; init; }

    /// <summary>Of a credit transfer: the sender's balance after it.</summary>
    public long? CreditBalance { get; init; }

    /// <summary>Of the refusal <c>chat.moved</c>: the number of the chat's last message.</summary>
    public long? ChatSequence { get; init; }
}
