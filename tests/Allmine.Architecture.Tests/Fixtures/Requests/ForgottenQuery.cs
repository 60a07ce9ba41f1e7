using MediatR;

namespace Allmine.Architecture.Tests.Fixtures.Requests;

/// <summary>Bad on purpose: nobody handles it, nothing checks it, and it demands nothing.</summary>
public sealed record ForgottenQuery : IRequest<string>;
