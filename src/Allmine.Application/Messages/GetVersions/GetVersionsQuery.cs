using Allmine.Application.Authorization;
using MediatR;

namespace Allmine.Application.Messages.GetVersions;

/// <summary>Reads the versions of a message, oldest first, the present one included: for its sender, and for first-party backends.</summary>
/// <param name="MessageId">The message.</param>
/// <param name="After">Only versions with a higher number: 0 or more.</param>
/// <param name="Limit">The most versions: 1 to 100, 100 if left out.</param>
[RequiresCaller(RequiredCaller.UserOrService)]
public sealed record GetVersionsQuery(string MessageId, int? After, int? Limit) : IRequest<VersionsPage>;
