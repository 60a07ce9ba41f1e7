using Allmine.Application.Authorization;
using MediatR;

namespace Allmine.Architecture.Tests.Fixtures.Requests;

/// <summary>Bad on purpose: it has two handlers and two validators.</summary>
[RequiresCaller(RequiredCaller.Nothing)]
public sealed record CrowdedQuery : IRequest<string>;
