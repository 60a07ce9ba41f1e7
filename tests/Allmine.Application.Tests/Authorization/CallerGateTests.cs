using System.Diagnostics.Metrics;
using Allmine.Application.Authorization;
using Allmine.Application.Ports;
using Allmine.Application.Ports.Users;
using Allmine.Application.Tests.Behaviors;
using Allmine.Application.Tests.Fakes;
using Allmine.Application.Users;
using Allmine.Domain;
using Allmine.Domain.Errors;
using Allmine.Domain.Users;
using Microsoft.Extensions.Logging;
using Moq;

namespace Allmine.Application.Tests.Authorization;

/// <summary>What is asked before there is a request; who is let on is tested with <see cref="AuthorizationBehaviorTests"/>.</summary>
public sealed class CallerGateTests
{
    private readonly CapturingLogger<ForServices> log = new();
    private readonly Mock<IUserRepository> users = new();
    private readonly Mock<ILoggerFactory> loggers = new();

    public CallerGateTests()
    {
        users.Setup(repository => repository.FindAllAsync(It.IsAny<IReadOnlyCollection<Id<User>>>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync((IReadOnlyCollection<Id<User>> ids, CancellationToken _) =>
                [.. ids.Where(id => id != Samples.Nobody).Select(id => new User(id, Username.From("somebody"), null))]);
        loggers.Setup(factory => factory.CreateLogger(It.IsAny<string>())).Returns(log);
    }

    [Fact]
    public async Task Admit_WhenAskedEarlyAndOnceMore_ThenTheStoreIsAskedOnce()
    {
        var gate = GateOf(Callers.Person(Samples.Ada));

        await gate.AdmitEarlyAsync(RequestRequirement.Of(typeof(ForUsers)), default);
        var second = gate.AdmitAsync(RequestRequirement.Of(typeof(ForUsers)), default);

        Assert.True(second.IsCompletedSuccessfully);
        users.Verify(repository => repository.FindAllAsync(It.IsAny<IReadOnlyCollection<Id<User>>>(), It.IsAny<CancellationToken>()), Times.Once);
        Assert.Empty(log.Entries);
    }

    [Fact]
    public async Task Admit_WhenRefusedEarly_ThenLogAndMetricTellOfItAsOfTheRequests()
    {
        var outcomes = new List<string>();
        using var meters = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "allmine.request.duration")
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        meters.SetMeasurementEventCallback<double>((_, _, tags, _) =>
        {
            lock (outcomes)
            {
                // Other tests run at the same time.
                if (tags[0].Value is nameof(ForServices))
                    outcomes.Add((string)tags[1].Value!);
            }
        });
        meters.Start();

        var demand = RequestRequirement.Of(typeof(ForServices));
        await Assert.ThrowsAsync<RefusedException>(() => GateOf(Callers.Person(Samples.Ada)).AdmitEarlyAsync(demand, default));
        await Assert.ThrowsAsync<RefusedException>(() => GateOf(Callers.Service(Samples.Nobody)).AdmitEarlyAsync(demand, default));

        Assert.Equal(["auth.forbidden", "auth.forbidden"], outcomes);
        Assert.Equal(2, log.Entries.Count(entry => entry.Contains("ForServices refused: auth.forbidden", StringComparison.Ordinal)));
    }

    private CallerGate GateOf(ICaller caller) => new(caller, new UserDirectory(users.Object, TimeProvider.System), loggers.Object);
}
