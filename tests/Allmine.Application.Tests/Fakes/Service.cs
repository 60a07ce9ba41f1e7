using Allmine.Application.Feed;
using Allmine.Application.Messages;
using Allmine.Application.Ports;
using Allmine.Application.Ports.Events;
using Allmine.Application.Ports.Files;
using Allmine.Application.Ports.Store;
using Allmine.Application.Ports.Webhooks;
using Allmine.Application.Tests.Events;
using Allmine.Domain.Errors;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Moq;

namespace Allmine.Application.Tests.Fakes;

/// <summary>The whole application as <see cref="DependencyInjection.AddApplication"/> puts it together, over stores in memory.</summary>
internal sealed class Service(MessageOptions? options = null)
{
    public InMemoryStore Store { get; init; } = Samples.Store();

    public InMemoryMedia Media { get; } = new();

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(Samples.Noon));

    public CountingIds Ids { get; } = new();

    /// <summary>What a test adds to, or puts in place of, the registrations.</summary>
    public Action<IServiceCollection> Customize { get; init; } = _ => { };

    public async Task<TResponse> SendAsync<TResponse>(ICaller caller, IRequest<TResponse> request)
    {
        await using var provider = Build(caller);
        await using var scope = provider.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(request);
    }

    /// <returns>The names of the errors, in their order.</returns>
    public async Task<string> RefusalAsync<TResponse>(ICaller caller, IRequest<TResponse> request)
    {
        var exception = await Assert.ThrowsAnyAsync<AllmineException>(() => SendAsync(caller, request));
        return string.Join(", ", exception.Errors.Select(error => error.Name));
    }

    private ServiceProvider Build(ICaller caller)
    {
        var services = new ServiceCollection();
        services.AddSingleton<ICommitStore>(Store);
        services.AddSingleton(Store.ChatRepository);
        services.AddSingleton(Store.ChatSettingsRepository);
        services.AddSingleton(Store.MessageRepository);
        services.AddSingleton(Store.ChangeRepository);
        services.AddSingleton(Store.IdempotencyRepository);
        services.AddSingleton(Store.UserRepository);
        services.AddSingleton(Store.FileRepository);
        services.AddSingleton(Store.Thumbnails);
        services.AddSingleton(Store.ErasureBacklog);
        services.AddSingleton(Store.WalletRepository);
        services.AddSingleton(Store.LedgerRepository);
        services.AddSingleton(Store.Snapshots);
        services.AddSingleton(Store.FeedLog);
        services.AddSingleton(Store.Leases);
        services.AddSingleton(Store.Webhooks);
        services.AddSingleton(Mock.Of<IFeedBodies>());
        services.AddSingleton(Mock.Of<IWebhookSender>());
        services.AddSingleton(Mock.Of<IWebhookCipher>());
        services.AddSingleton<IEventFeed>(new ScriptedFeed([]));
        services.AddSingleton(Store.Key);
        services.AddSingleton<IMediaStore>(Media);
        services.AddSingleton(Mock.Of<IThumbnailMaker>());
        services.AddSingleton(Mock.Of<IMediaTypes>(types => types.ContentTypeOf(It.IsAny<string>()) == "image/png"));
        services.AddSingleton<IIdGenerator>(Ids);
        services.AddSingleton<TimeProvider>(Time);
        services.AddSingleton(caller);
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        services.AddApplication(options ?? new MessageOptions());
        Customize(services);
        return services.BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true, ValidateOnBuild = true });
    }
}
