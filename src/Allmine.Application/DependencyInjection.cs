using Allmine.Application.Abstractions;
using Allmine.Application.Authorization;
using Allmine.Application.Behaviors;
using Allmine.Application.Chats;
using Allmine.Application.Events;
using Allmine.Application.Media;
using Allmine.Application.Messages;
using Allmine.Application.SendLog;
using Allmine.Application.Users;
using Allmine.Application.Verification;
using FluentValidation;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Allmine.Application;

public static class DependencyInjection
{
    /// <summary>
    /// Adds the use cases: their handlers and validators, found by a scan of this assembly, and the behaviors around them,
    /// in the order in which a request meets them. None of them keeps anything of a request, so that one of each will do. The
    /// ports and <see cref="ICaller"/> come from elsewhere.
    /// </summary>
    public static IServiceCollection AddApplication(this IServiceCollection services, MessageOptions messages)
    {
        services.AddSingleton(messages);
        services.AddSingleton(new SendLogOptions());
        services.AddSingleton<SendLogEngine>();
        services.AddSingleton<UserDirectory>();
        services.AddSingleton(provider => new CallerGate(
            provider.GetRequiredService<ICaller>(), provider.GetRequiredService<UserDirectory>(), provider.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton<FileLifecycle>();
        services.AddSingleton<StoreVerifier>();
        services.AddSingleton<ChatViews>();
        services.AddSingleton(new EventOptions());
        services.AddSingleton<EventHub>();

        services.AddSingleton<ServiceFactory>(provider => provider.GetRequiredService);
        services.AddSingleton<IMediator, Mediator>();
        services.AddSingleton(typeof(IPipelineBehavior<,>), typeof(TelemetryBehavior<,>));
        services.AddSingleton(typeof(IPipelineBehavior<,>), typeof(AuthorizationBehavior<,>));
        services.AddSingleton(typeof(IPipelineBehavior<,>), typeof(ValidationBehavior<,>));
        AddImplementations(services, typeof(IRequestHandler<,>));
        AddImplementations(services, typeof(IValidator<>));
        return services;
    }

    private static void AddImplementations(IServiceCollection services, Type openInterface)
    {
        var found =
            from type in typeof(DependencyInjection).Assembly.GetTypes()
            where type is { IsAbstract: false, IsGenericTypeDefinition: false }
            from contract in type.GetInterfaces()
            where contract.IsGenericType && contract.GetGenericTypeDefinition() == openInterface
            select ServiceDescriptor.Singleton(contract, type);
        foreach (var descriptor in found)
            services.Add(descriptor);
    }
}
