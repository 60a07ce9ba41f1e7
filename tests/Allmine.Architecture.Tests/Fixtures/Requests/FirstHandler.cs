using MediatR;

namespace Allmine.Architecture.Tests.Fixtures.Requests;

/// <summary>Bad on purpose: anybody can call it past the pipeline.</summary>
public sealed class FirstHandler : IRequestHandler<CrowdedQuery, string>
{
    public Task<string> Handle(CrowdedQuery request, CancellationToken cancellationToken) => Task.FromResult("first");
}
