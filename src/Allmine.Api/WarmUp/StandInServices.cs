using Allmine.Application.Authorization;
using MediatR;

namespace Allmine.Api.WarmUp;

/// <summary>The services of a request of the warm-up: those of the service, but for its use cases and the gate before them.</summary>
internal sealed class StandInServices(IServiceProvider services, IServiceProvider useCases) : IServiceProvider
{
    public object? GetService(Type serviceType) =>
        (serviceType == typeof(IMediator) || serviceType == typeof(CallerGate) ? useCases : services).GetService(serviceType);
}
