using Allmine.Domain.Errors;

namespace Allmine.Application.SendLog;

/// <summary>What a round decided of one intent: just one of the three is there.</summary>
internal readonly record struct Decision(SendReceipt? Receipt, AllmineException? Refusal, GrantReceipt? Grant = null);
