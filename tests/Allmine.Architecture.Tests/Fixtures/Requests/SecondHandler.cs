using MediatR;

namespace Allmine.Architecture.Tests.Fixtures.Requests;

/// <summary>As it should be, but for being the second one.</summary>
internal sealed class SecondHandler : IRequestHandler<CrowdedQuery, string>
{
    public Task<string> Handle(CrowdedQuery request, CancellationToken cancellationToken) => Task.FromResult("second");
}
