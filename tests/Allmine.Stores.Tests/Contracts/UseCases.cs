using Allmine.Application;
using Allmine.Application.Authorization;
using Allmine.Application.Messages;
using Allmine.Application.Ports;
using Allmine.Application.Ports.Chats;
using Allmine.Application.Ports.Files;
using Allmine.Application.Ports.Idempotency;
using Allmine.Application.Ports.Messages;
using Allmine.Application.Ports.Store;
using Allmine.Application.Ports.Users;
using Allmine.Domain;
using Allmine.Domain.Users;
using Allmine.Infrastructure;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;

namespace Allmine.Stores.Tests.Contracts;

/// <summary>The application of one node over a store under test, put together as the service does.</summary>
internal sealed class UseCases : IDisposable
{
    private static readonly Type[] Ports =
    [
        typeof(ICommitStore), typeof(IMessageRepository), typeof(IChangeRepository), typeof(IChatRepository), typeof(IChatSettingsRepository), typeof(IUserRepository), typeof(IIdempotencyRepository),
        typeof(IFileRepository), typeof(IThumbnailBacklog), typeof(IErasureBacklog),
    ];

    private readonly AsyncLocal<Id<User>?> caller = new();
    private readonly Id<User> service = Id<User>.Parse("64d15f9e2e6c8f4d5affffff");
    private readonly ServiceProvider services;

    /// <param name="port">Gives each port of the store.</param>
    public UseCases(Func<Type, object> port)
    {
        var person = new Mock<ICaller>();
        person.Setup(who => who.Role).Returns(() => caller.Value is null ? CallerRole.Service : CallerRole.User);
        person.Setup(who => who.Subject).Returns(() => caller.Value ?? service);
        var collection = new ServiceCollection();
        foreach (var type in Ports)
            collection.AddSingleton(type, port(type));
        collection.AddSingleton<IIdGenerator>(new ObjectIdGenerator(TimeProvider.System));
        collection.AddSingleton(person.Object);
        collection.AddSingleton(Mock.Of<IMediaStore>());
        collection.AddSingleton(Mock.Of<IMediaTypes>());
        collection.AddSingleton(TimeProvider.System);
        collection.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        collection.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        collection.AddApplication(new MessageOptions());
        services = collection.BuildServiceProvider();
    }

    /// <summary>Carries a request out in the name of a user.</summary>
    public Task<TResponse> SendAsync<TResponse>(Id<User> user, IRequest<TResponse> request) => SendAsync((Id<User>?)user, request);

    /// <summary>Carries a request out for a backend that acts for nobody.</summary>
    public Task<TResponse> SendAsServiceAsync<TResponse>(IRequest<TResponse> request) => SendAsync(null, request);

    private async Task<TResponse> SendAsync<TResponse>(Id<User>? user, IRequest<TResponse> request)
    {
        caller.Value = user;
        await using var scope = services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(request);
    }

    public void Dispose() => services.Dispose();
}
