using Allmine.Application.Messages.SendBatch;
using Allmine.Domain.Errors;

namespace Allmine.Application.Messages.GetBatchOutcome;

/// <summary>What is known under a batch's key: committed if there are items, refused if there is a refusal, else unknown.</summary>
/// <param name="Items">The messages as they read now.</param>
/// <param name="Refusal">Why the batch was refused for good.</param>
public sealed record BatchOutcomeView(IReadOnlyList<SentItem>? Items, ErrorDetail? Refusal = null);
