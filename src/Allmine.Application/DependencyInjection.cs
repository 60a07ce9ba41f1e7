using Allmine.Application.Authorization;
using Allmine.Application.Behaviors;
using Allmine.Application.Chats;
using Allmine.Application.Chats.GetChanges;
using Allmine.Application.Events;
using Allmine.Application.Feed;
using Allmine.Application.GroupCommit;
using Allmine.Application.Leases;
using Allmine.Application.Media;
using Allmine.Application.Messages;
using Allmine.Application.Messages.SendMessage;
using Allmine.Application.Ports;
using Allmine.Application.Ports.Chats;
using Allmine.Application.Ports.Credits;
using Allmine.Application.Ports.Events;
using Allmine.Application.Ports.Feed;
using Allmine.Application.Ports.Idempotency;
using Allmine.Application.Ports.Messages;
using Allmine.Application.Ports.Store;
using Allmine.Application.Ports.Users;
using Allmine.Application.Telemetry;
using Allmine.Application.Users;
using Allmine.Application.Validation;
using Allmine.Application.Verification;
using Allmine.Application.WarmUp;
using Allmine.Application.Webhooks;
using FluentValidation;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Allmine.Application;

public static class DependencyInjection
{
    /// <summary>
    /// Adds the use cases: their handlers and validators, found by a scan of this assembly, and the behaviors around them,
    /// in the order in which a request meets them. None of them keeps anything of a request, so that one of each will do. The
    /// ports and <see cref="ICaller"/> come from elsewhere.
    /// </summary>
    public static IServiceCollection AddApplication(this IServiceCollection services, MessageOptions messages) =>
        services.AddUseCases(messages, new TelemetryOptions());

    /// <summary>
    /// The same use cases over something that stands in for the store, and without telemetry: for a service that warms up.
    /// </summary>
    /// <inheritdoc cref="AddApplication" path="/summary"/>
    /// <param name="services">Where they are added.</param>
    /// <param name="messages">As for the service itself.</param>
    /// <param name="roundsAtOnce">Of the store that is stood in for.</param>
    public static IServiceCollection AddStandIn(this IServiceCollection services, MessageOptions messages, int roundsAtOnce)
    {
        services.AddUseCases(messages, new TelemetryOptions { IsOn = false });
        services.AddSingleton(new StandInStore(roundsAtOnce));
        services.AddSingleton<ICommitStore>(provider => provider.GetRequiredService<StandInStore>());
        services.AddSingleton<IUserRepository>(provider => provider.GetRequiredService<StandInStore>());
        services.AddSingleton<IChatRepository>(provider => provider.GetRequiredService<StandInStore>());
        services.AddSingleton<IChatSettingsRepository>(provider => provider.GetRequiredService<StandInStore>());
        services.AddSingleton<IMessageRepository>(provider => provider.GetRequiredService<StandInStore>());
        services.AddSingleton<IChangeRepository>(provider => provider.GetRequiredService<StandInStore>());
        services.AddSingleton<IIdempotencyRepository>(provider => provider.GetRequiredService<StandInStore>());
        services.AddSingleton<IWalletRepository>(provider => provider.GetRequiredService<StandInStore>());
        services.AddSingleton<ILedgerRepository>(provider => provider.GetRequiredService<StandInStore>());
        return services;
    }

    /// <summary>Makes every use case of the provider, with what is around it: each is made once, when it is first asked for.</summary>
    public static void MakeUseCases(this IServiceProvider provider)
    {
        AllmineTelemetry.WarmUp();
        provider.GetRequiredService<IMediator>();
        foreach (var contract in Implementations(typeof(IRequestHandler<,>)).Select(found => found.Contract))
        {
            provider.GetRequiredService(contract);
            _ = provider.GetServices(typeof(IPipelineBehavior<,>).MakeGenericType(contract.GenericTypeArguments)).Count();
        }
    }

    private static IServiceCollection AddUseCases(this IServiceCollection services, MessageOptions messages, TelemetryOptions telemetry)
    {
        services.AddSingleton(messages);
        services.AddSingleton(new GroupCommitOptions { Telemetry = telemetry });
        services.AddSingleton<GroupCommitEngine>();
        services.AddSingleton<UserDirectory>();
        services.AddSingleton(provider => new CallerGate(
            provider.GetRequiredService<ICaller>(), provider.GetRequiredService<UserDirectory>(), provider.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton<CallerAuthority>();
        services.AddSingleton<SendIntents>();
        services.AddSingleton<ChatChanges>();
        services.AddSingleton<VisibleMessages>();
        services.AddSingleton<MessageAlterations>();
        services.AddSingleton<SentMessages>();
        services.AddSingleton<ChangesReader>();
        services.AddSingleton<FileLifecycle>();
        services.AddSingleton<LaterThumbnails>();
        services.AddSingleton<MessageErasure>();
        services.AddSingleton<StoreVerifier>();
        services.AddSingleton(telemetry);
        services.AddSingleton<ChatViewComposer>();
        services.AddSingleton(new EventOptions());
        services.AddSingleton<ArchiveEnds>();
        services.AddSingleton(provider => new EventHub(
            new NamedEventFeed(provider.GetRequiredService<IEventFeed>(), provider.GetRequiredService<IUserRepository>()),
            provider.GetRequiredService<IStoreKey>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<EventHub>>(),
            provider.GetRequiredService<EventOptions>())
        {
            Told = provider.GetRequiredService<ArchiveEnds>().Note,
        });

        services.AddFeed();
        services.TryAddSingleton<IRequestReading, FaultlessReading>();
        services.AddSingleton<ServiceFactory>(provider => provider.GetRequiredService);
        services.AddSingleton<IMediator, Mediator>();
        services.AddSingleton(typeof(IPipelineBehavior<,>), typeof(TelemetryBehavior<,>));
        services.AddSingleton(typeof(IPipelineBehavior<,>), typeof(AuthorizationBehavior<,>));
        services.AddSingleton(typeof(IPipelineBehavior<,>), typeof(ValidationBehavior<,>));
        AddImplementations(services, typeof(IRequestHandler<,>));
        AddImplementations(services, typeof(IValidator<>));
        return services;
    }

    /// <summary>The feed that is kept, and what is delivered of it. Nothing of it is made for a stand-in, whose calls need none of it.</summary>
    private static void AddFeed(this IServiceCollection services)
    {
        services.TryAddSingleton(new FeedOptions());
        services.TryAddSingleton(new WebhookOptions());
        services.AddSingleton<LeaseKeeper>();
        services.AddSingleton<FeedHead>();
        services.AddSingleton<FeedPositions>();
        services.AddSingleton<FeedErasing>();
        services.AddSingleton<FeedReader>();
        services.AddSingleton<FeedFollowers>();
        services.AddSingleton<WebhookBook>();
        services.AddSingleton<WebhookSecrets>();
        services.AddSingleton<PreviousChanges>();
        services.AddSingleton<WebhookPost>();
        services.AddSingleton<WebhookBacklogs>();
        services.AddSingleton<DeliveryReader>();
        services.AddSingleton<DeliveryTools>();
        services.AddSingleton<WebhookDispatcher>();
        services.AddSingleton<WebhookGauge>();
        services.AddSingleton(provider =>
            new WebhookVerifier(provider.GetRequiredService<WebhookBook>(), provider.GetRequiredService<WebhookSecrets>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new FeedRecorder(
            provider.GetRequiredService<IEventFeed>(),
            provider.GetRequiredService<IUserRepository>(),
            provider.GetRequiredService<IFeedLog>(),
            provider.GetRequiredService<IFeedBodies>(),
            provider.GetRequiredService<WebhookBook>(),
            provider.GetRequiredService<IIdGenerator>(),
            provider.GetRequiredService<LeaseKeeper>(),
            provider.GetRequiredService<FeedHead>(),
            provider.GetRequiredService<FeedOptions>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<FeedRecorder>>())
        {
            Erased = provider.GetRequiredService<MessageErasure>().DemandScrub,
        });
        services.AddSingleton(provider => new FeedWork(
            provider.GetRequiredService<LeaseKeeper>(),
            provider.GetRequiredService<FeedRecorder>(),
            provider.GetRequiredService<WebhookDispatcher>(),
            provider.GetRequiredService<WebhookBook>(),
            provider.GetRequiredService<WebhookBacklogs>(),
            provider.GetRequiredService<WebhookGauge>(),
            provider.GetRequiredService<FeedHead>(),
            provider.GetRequiredService<FeedPositions>(),
            provider.GetRequiredService<FeedFollowers>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<FeedWork>>()));
    }

    private static void AddImplementations(IServiceCollection services, Type openInterface)
    {
        foreach (var (contract, type) in Implementations(openInterface))
            services.AddSingleton(contract, type);
    }

    private static IEnumerable<(Type Contract, Type Type)> Implementations(Type openInterface) =>
        from type in typeof(DependencyInjection).Assembly.GetTypes()
        where type is { IsAbstract: false, IsGenericTypeDefinition: false }
        from contract in type.GetInterfaces()
        where contract.IsGenericType && contract.GetGenericTypeDefinition() == openInterface
        select (contract, type);
}
