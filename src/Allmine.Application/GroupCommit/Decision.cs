using Allmine.Domain.Errors;

namespace Allmine.Application.GroupCommit;

/// <summary>What a round decided of one intent: a receipt or a refusal.</summary>
internal readonly record struct Decision<TReceipt>(TReceipt? Receipt, AllmineException? Refusal)
    where TReceipt : class;
