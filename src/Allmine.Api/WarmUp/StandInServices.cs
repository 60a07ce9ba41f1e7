using MediatR;

namespace Allmine.Api.WarmUp;

/// <summary>The services of a request of the warm-up: those of the service, with other use cases behind its controllers.</summary>
internal sealed class StandInServices(IServiceProvider services, IMediator mediator) : IServiceProvider
{
    public object? GetService(Type serviceType) => serviceType == typeof(IMediator) ? mediator : services.GetService(serviceType);
}
