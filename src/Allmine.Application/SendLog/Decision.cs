using Allmine.Domain.Errors;

namespace Allmine.Application.SendLog;

/// <summary>What a round decided of one send: just one of the two is there.</summary>
internal readonly record struct Decision(SendReceipt? Receipt, AllmineException? Refusal);
