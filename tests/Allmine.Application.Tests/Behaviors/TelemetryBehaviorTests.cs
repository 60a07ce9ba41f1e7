using System.Diagnostics;
using System.Diagnostics.Metrics;
using Allmine.Application.Behaviors;
using Allmine.Application.Telemetry;
using Allmine.Application.Tests.Fakes;
using Allmine.Domain.Errors;

namespace Allmine.Application.Tests.Behaviors;

public sealed class TelemetryBehaviorTests
{
    private const string Secret = "what people write to each other";

    private readonly CapturingLogger<ForUsers> logger = new();
    private TelemetryOptions options = new();

    [Fact]
    public async Task Handle_WhenRefused_ThenLogsTheCodesAndNeverTheContent()
    {
        await Assert.ThrowsAsync<InvalidRequestException>(() => HandleAsync(() =>
            throw new InvalidRequestException(new ErrorDetail(ErrorCode.TooLong, "content", 5000), new ErrorDetail(ErrorCode.Required, "type"))));

        var entry = Assert.Single(logger.Entries);
        Assert.Contains("ForUsers refused: validation.content.too_long, validation.type.required", entry, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, entry, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Handle_WhenItSucceeds_ThenLogsNothing()
    {
        Assert.Equal("handled", await HandleAsync(() => Task.FromResult("handled")));
        Assert.Empty(logger.Entries);
    }

    [Fact]
    public async Task Handle_WhenItFails_ThenTheExceptionGoesOnUnchanged()
    {
        var defect = new InvalidOperationException();

        Assert.Same(defect, await Assert.ThrowsAsync<InvalidOperationException>(() => HandleAsync(() => throw defect)));
        Assert.Empty(logger.Entries);
    }

    [Fact]
    public async Task Handle_WhenItEnds_ThenSpanAndDurationTellTheOutcome()
    {
        var (spans, durations) = await TraceAsync();

        Assert.Equal(["ok", "chat.not_a_member", "server.error"], spans);
        Assert.Equal(spans, durations);
    }

    [Fact]
    public async Task Handle_WhenTelemetryIsOff_ThenNothingIsMeasured()
    {
        options = new TelemetryOptions { IsOn = false };

        var (spans, durations) = await TraceAsync();

        Assert.Empty(spans);
        Assert.Empty(durations);
    }

    /// <summary>The outcomes of three requests, as spans and durations tell them.</summary>
    private async Task<(List<string?> Spans, List<string?> Durations)> TraceAsync()
    {
        var spans = new List<string?>();
        var durations = new List<string?>();
        using var activities = new ActivityListener
        {
            ShouldListenTo = source => source.Name == AllmineTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity => Add(spans, activity.OperationName, activity.GetTagItem("outcome")),
        };
        ActivitySource.AddActivityListener(activities);
        using var meters = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "allmine.request.duration")
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        meters.SetMeasurementEventCallback<double>((_, _, tags, _) => Add(durations, (string)tags[0].Value!, tags[1].Value));
        meters.Start();

        await HandleAsync(() => Task.FromResult("handled"));
        await Assert.ThrowsAsync<RefusedException>(() => HandleAsync(() => throw new RefusedException(ErrorCode.NotAMember)));
        await Assert.ThrowsAsync<InvalidOperationException>(() => HandleAsync(() => throw new InvalidOperationException()));
        return (spans, durations);
    }

    /// <summary>Other tests run at the same time, and their requests are heard as well.</summary>
    private static void Add(List<string?> heard, string request, object? outcome)
    {
        lock (heard)
        {
            if (request == nameof(ForUsers))
                heard.Add((string?)outcome);
        }
    }

    private Task<string> HandleAsync(Func<Task<string>> next) =>
        new TelemetryBehavior<ForUsers, string>(logger, options).Handle(new ForUsers(Secret), default, () => next());
}
