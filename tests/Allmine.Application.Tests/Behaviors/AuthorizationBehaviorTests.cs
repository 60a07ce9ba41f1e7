using Allmine.Application.Authorization;
using Allmine.Application.Behaviors;
using Allmine.Application.Ports;
using Allmine.Application.Tests.Fakes;
using Allmine.Application.Users;
using Allmine.Domain.Errors;
using MediatR;
using Microsoft.Extensions.Logging.Abstractions;

namespace Allmine.Application.Tests.Behaviors;

public sealed class AuthorizationBehaviorTests
{
    private static ICaller Ada => Callers.Person(Samples.Ada);

    [Fact]
    public async Task Handle_WhenNothingIsDeclared_ThenEverybodyIsRefused()
    {
        ICaller[] everybody = [Callers.Anonymous, Ada, Callers.Service(), Callers.Service(Samples.Ada)];

        foreach (var caller in everybody)
            Assert.Equal("auth.forbidden", await OutcomeAsync(caller, new Undeclared()));
    }

    [Fact]
    public async Task Handle_WhenOnlyTheBaseDeclares_ThenIsRefused() =>
        Assert.Equal("auth.forbidden", await OutcomeAsync(Ada, new HeirOfForUsers(null)));

    [Fact]
    public async Task Handle_WhenNothingIsDemanded_ThenEverybodyIsLetOn()
    {
        ICaller[] everybody = [Callers.Anonymous, Ada, Callers.Person(Samples.Nobody), Callers.Service(), Callers.Person(Samples.Ada, Samples.Bob)];

        foreach (var caller in everybody)
            Assert.Equal("handled", await OutcomeAsync(caller, new ForAnybody()));
    }

    [Fact]
    public async Task Handle_WhenNobodyIsKnown_ThenATokenIsAskedFor()
    {
        Assert.Equal("auth.required", await OutcomeAsync(Callers.Anonymous, new ForUsers(null)));
        Assert.Equal("auth.required", await OutcomeAsync(Callers.Anonymous, new ForServices()));
    }

    [Fact]
    public async Task Handle_WhenAUserIsDemanded_ThenAPersonOfTheDirectoryIsLetOn() =>
        Assert.Equal("handled", await OutcomeAsync(Ada, new ForUsers(null)));

    [Fact]
    public async Task Handle_WhenAPersonIsNotInTheDirectory_ThenIsRefused() =>
        Assert.Equal("auth.forbidden", await OutcomeAsync(Callers.Person(Samples.Nobody), new ForUsers(null)));

    [Fact]
    public async Task Handle_WhenAPersonActsForAnother_ThenIsRefused()
    {
        Assert.Equal("auth.forbidden", await OutcomeAsync(Callers.Person(Samples.Ada, Samples.Bob), new ForUsers(null)));
        Assert.Equal("auth.forbidden", await OutcomeAsync(Callers.Person(Samples.Ada, Samples.Ada), new ForUsers(null)));
        Assert.Equal("auth.forbidden", await OutcomeAsync(Callers.Person(Samples.Ada, Samples.Bob), new ForServices()));
    }

    [Fact]
    public async Task Handle_WhenAUserIsDemanded_ThenABackendThatActsForOneIsLetOn()
    {
        Assert.Equal("handled", await OutcomeAsync(Callers.Service(Samples.Ada), new ForUsers(null)));
        Assert.Equal("auth.forbidden", await OutcomeAsync(Callers.Service(Samples.Nobody), new ForUsers(null)));
        Assert.Equal("auth.forbidden", await OutcomeAsync(Callers.Service(), new ForUsers(null)));
    }

    [Fact]
    public async Task Handle_WhenABackendIsDemanded_ThenOnlyABackendIsLetOn()
    {
        Assert.Equal("handled", await OutcomeAsync(Callers.Service(), new ForServices()));
        Assert.Equal("handled", await OutcomeAsync(Callers.Service(Samples.Ada), new ForServices()));
        Assert.Equal("auth.forbidden", await OutcomeAsync(Callers.Service(Samples.Nobody), new ForServices()));
        Assert.Equal("auth.forbidden", await OutcomeAsync(Ada, new ForServices()));
    }

    [Fact]
    public async Task Handle_WhenAReaderIsDemanded_ThenAUserOrABackendForNobodyIsLetOn()
    {
        Assert.Equal("handled", await OutcomeAsync(Ada, new ForReaders()));
        Assert.Equal("handled", await OutcomeAsync(Callers.Service(), new ForReaders()));
        Assert.Equal("handled", await OutcomeAsync(Callers.Service(Samples.Ada), new ForReaders()));
        Assert.Equal("auth.forbidden", await OutcomeAsync(Callers.Service(Samples.Nobody), new ForReaders()));
        Assert.Equal("auth.forbidden", await OutcomeAsync(Callers.Person(Samples.Nobody), new ForReaders()));
        Assert.Equal("auth.forbidden", await OutcomeAsync(Callers.Person(Samples.Ada, Samples.Bob), new ForReaders()));
        Assert.Equal("auth.required", await OutcomeAsync(Callers.Anonymous, new ForReaders()));
    }

    /// <returns>"handled", or the code of the refusal, which the handler never got to see.</returns>
    private static async Task<string> OutcomeAsync<TRequest>(ICaller caller, TRequest request)
        where TRequest : IRequest<string>
    {
        var handled = false;
        var behavior = new AuthorizationBehavior<TRequest, string>(
            new CallerGate(caller, new UserDirectory(Samples.Store().UserRepository, TimeProvider.System), NullLoggerFactory.Instance));
        try
        {
            return await behavior.Handle(request, default, () =>
            {
                handled = true;
                return Task.FromResult("handled");
            });
        }
        catch (RefusedException exception)
        {
            Assert.False(handled);
            return exception.Code.Value;
        }
    }
}
