using Allmine.Domain.Errors;

namespace Allmine.Application.SendLog;

/// <summary>What a round decided of one intent: just one of the three is there.</summary>
internal readonly record struct Decision(CommittedSend? Receipt, AllmineException? Refusal, CommittedGrant? Grant = null);
