using Allmine.Application.Abstractions;
using Allmine.Application.Behaviors;
using Allmine.Application.Chats;
using Allmine.Application.Media;
using Allmine.Application.Messages;
using Allmine.Application.SendLog;
using Allmine.Application.Users;
using FluentValidation;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace Allmine.Application;

public static class DependencyInjection
{
    /// <summary>
    /// Adds the use cases: their handlers and validators, found by a scan of this assembly, and the behaviors around them,
    /// in the order in which a request meets them. The ports and <see cref="ICaller"/> come from elsewhere.
    /// </summary>
    public static IServiceCollection AddApplication(this IServiceCollection services, MessageOptions messages)
    {
        services.AddSingleton(messages);
        services.AddSingleton(new SendLogOptions());
        services.AddSingleton<SendLogEngine>();
        services.AddSingleton<UserDirectory>();
        services.AddSingleton<FileLifecycle>();
        services.AddSingleton<ChatViews>();

        services.AddScoped<ServiceFactory>(provider => provider.GetRequiredService);
        services.AddScoped<IMediator, Mediator>();
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(TelemetryBehavior<,>));
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(AuthorizationBehavior<,>));
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(ValidationBehavior<,>));
        AddImplementations(services, typeof(IRequestHandler<,>), ServiceLifetime.Scoped);
        AddImplementations(services, typeof(IValidator<>), ServiceLifetime.Singleton);
        return services;
    }

    private static void AddImplementations(IServiceCollection services, Type openInterface, ServiceLifetime lifetime)
    {
        var found =
            from type in typeof(DependencyInjection).Assembly.GetTypes()
            where type is { IsAbstract: false, IsGenericTypeDefinition: false }
            from contract in type.GetInterfaces()
            where contract.IsGenericType && contract.GetGenericTypeDefinition() == openInterface
            select new ServiceDescriptor(contract, type, lifetime);
        foreach (var descriptor in found)
            services.Add(descriptor);
    }
}
