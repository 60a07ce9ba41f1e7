using Allmine.Application.Authorization;
using Allmine.Application.Messages.SendMessage;
using MediatR;

namespace Allmine.Application.Messages.SendBatch;

/// <summary>Sends many messages, each for itself or all as one.</summary>
/// <param name="Atomic">Whether all are committed as one, or none.</param>
/// <param name="Items">The sends, in their order, without keys of their own.</param>
/// <param name="IdempotencyKey">Makes a repetition safe.</param>
/// <param name="DryRun">Whether to check everything and write nothing.</param>
[RequiresCaller(RequiredCaller.UserOrService)]
public sealed record SendBatchCommand(bool Atomic, IReadOnlyList<BatchItem?>? Items, string? IdempotencyKey, bool DryRun) : IRequest<SendBatchResult>
{
    /// <summary>The most items of a batch.</summary>
    public const int MaxItems = 500;
}

/// <param name="Send">The send.</param>
/// <param name="OnBehalfOf">For whom a first-party backend sends it; null for whom it acts for in all.</param>
public sealed record BatchItem(SendMessageCommand Send, string? OnBehalfOf);
