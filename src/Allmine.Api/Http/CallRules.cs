using Allmine.Application.Authorization;

namespace Allmine.Api.Http;

/// <summary>What a request to one action must meet before its body is read. Made once, when the service starts.</summary>
/// <param name="Requirement">What the action's request demands of the caller; null for an action that hands on none.</param>
/// <param name="Queries">The names of its query parameters; null where the query is nobody's business.</param>
internal sealed record CallRules(RequestRequirement? Requirement, string[]? Queries);
