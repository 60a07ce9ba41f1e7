using Allmine.Application.Behaviors;
using Allmine.Application.Messages.SendMessage;
using Allmine.Application.Tests.Fakes;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Allmine.Application.Tests.Behaviors;

/// <summary>The behaviors as they are registered, around real requests.</summary>
public sealed class PipelineTests
{
    private const string Secret = "what people write to each other";

    private static SendMessageCommand Command(string? type) => new(type, Samples.Team.ToString(), null, Secret, null, null, null, null, false);

    [Fact]
    public void AddApplication_WhenCalled_ThenBehaviorsAreInTheirOrder()
    {
        var services = new ServiceCollection().AddApplication(new Application.Messages.MessageOptions());

        Assert.Equal(
            [typeof(TelemetryBehavior<,>), typeof(AuthorizationBehavior<,>), typeof(ValidationBehavior<,>)],
            services.Where(service => service.ServiceType == typeof(IPipelineBehavior<,>)).Select(service => service.ImplementationType));
    }

    [Fact]
    public async Task Send_WhenCallerAndRequestAreBothBad_ThenTheCallerIsToldOfFirst()
    {
        var logger = new CapturingLogger<SendMessageCommand>();
        var service = new Service { Customize = services => services.AddSingleton<ILogger<SendMessageCommand>>(logger) };

        Assert.Equal("auth.required", await service.RefusalAsync(Callers.Anonymous, Command("nonsense")));
        Assert.Equal("auth.forbidden", await service.RefusalAsync(Callers.Person(Samples.Nobody), Command("nonsense")));
        Assert.Equal("validation.type.allowed_values", await service.RefusalAsync(Callers.Person(Samples.Ada), Command("nonsense")));

        // Telemetry is around the others: it has seen every refusal, and none of the words.
        Assert.Equal(3, logger.Entries.Count);
        Assert.All(logger.Entries, entry => Assert.DoesNotContain(Secret, entry, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Send_WhenARequestDeclaresNothing_ThenEvenABackendIsRefused()
    {
        var service = new Service { Customize = services => services.AddScoped<IRequestHandler<Undeclared, string>, UndeclaredHandler>() };

        Assert.Equal("auth.forbidden", await service.RefusalAsync(Callers.Service(Samples.Ada), new Undeclared()));
    }

    private sealed class UndeclaredHandler : IRequestHandler<Undeclared, string>
    {
        public Task<string> Handle(Undeclared request, CancellationToken cancellationToken) => Task.FromResult("handled");
    }
}
