using Allmine.Domain;
using Allmine.Domain.Errors;
using Allmine.Domain.Users;
using Allmine.Infrastructure.Media.Inspection;
using Allmine.Infrastructure.Media.Inspection.Images.Workers;
using Allmine.Infrastructure.Media.Inspection.Sniffing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Allmine.Infrastructure.Tests.Media.Inspection.Workers;

public sealed class ImageWorkersTests : IDisposable
{
    private const string Opened = """{"Cost":1000}""";
    private const string Finished = """{"Size":{"Width":3,"Height":2}}""";

    private static readonly Id<User> Owner = Id<User>.Parse("64d15f9e2e6c8f4d5a654321");

    private readonly WorkFolder folder = new();
    private readonly FakeTimeProvider time = new();

    private static CancellationToken None => CancellationToken.None;

    private OpenImage Image => new(folder.Write(ImageFiles.Jpeg()), MediaContainer.Jpeg, new MediaLimits(), folder.NewPath());

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Open_WhenOneImageComesAfterAnother_ThenOneWorkerDoesBoth()
    {
        var program = new InProcessWorkers();
        using var workers = Workers(program);

        await DecodeAsync(workers);
        await DecodeAsync(workers);

        Assert.Equal(1, program.Started);
    }

    [Fact]
    public async Task Open_WhenAnImageIsRefused_ThenTheWorkerGoesOn()
    {
        var program = new InProcessWorkers();
        using var workers = Workers(program);

        var refusal = await Assert.ThrowsAsync<RefusedException>(() => workers.OpenAsync(Image with { Container = MediaContainer.None }, None));
        await DecodeAsync(workers);

        Assert.Equal(ErrorCode.MediaUnreadable, refusal.Code);
        Assert.Equal(1, program.Started);
    }

    [Fact]
    public async Task Open_WhenAFileIsNotThere_ThenItIsAFaultOfTheSystem()
    {
        using var workers = Workers(new InProcessWorkers());

        await Assert.ThrowsAsync<IOException>(() => workers.OpenAsync(Image with { Path = folder.NewPath() }, None));
    }

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    public async Task Rest_WhenItIsOver_ThenTheWorkerEnds(int ticks, bool isEnded)
    {
        var program = new ScriptedWorkers([Opened, Finished]);
        using var workers = Workers(program);
        await DecodeAsync(workers);

        time.Advance(ImageWorkers.Rest + TimeSpan.FromMilliseconds(ticks));

        Assert.Equal(isEnded, program.Started[0].IsEnded);
    }

    [Theory]
    [InlineData(60.0, 1)]
    [InlineData(60.001, 2)]
    public async Task TakeBack_WhenItHasUsedMuchProcessorTime_ThenAnotherOneIsStarted(double seconds, int started)
    {
        var program = new InProcessWorkers { ProcessorTime = TimeSpan.FromSeconds(seconds) };
        using var workers = Workers(program);

        await DecodeAsync(workers);
        await DecodeAsync(workers);

        Assert.Equal(started, program.Started);
    }

    [Fact]
    public async Task Open_WhenAWorkerEndedInItsRest_ThenAnotherOneOpens()
    {
        var program = new ScriptedWorkers([Opened, Finished, null], [Opened, Finished]);
        using var workers = Workers(program);

        await DecodeAsync(workers);
        await DecodeAsync(workers);

        Assert.Equal([true, false], program.Started.Select(worker => worker.IsEnded));
    }

    [Fact]
    public async Task Open_WhenAWorkerEndsOverIt_ThenTheImageIsUnreadable()
    {
        var program = new ScriptedWorkers([(string?)null]);
        using var workers = Workers(program);

        var refusal = await Assert.ThrowsAsync<RefusedException>(() => workers.OpenAsync(Image, None));

        Assert.Equal(ErrorCode.MediaUnreadable, refusal.Code);
        Assert.True(program.Started[0].IsEnded);
    }

    [Fact]
    public async Task Open_WhenAWorkerTakesTooLong_ThenTheServiceIsBusy()
    {
        var program = new ScriptedWorkers([ScriptedWorkers.Silence]);
        using var workers = Workers(program);
        var opening = workers.OpenAsync(Image, None);
        await program.Started[0].Asked;

        time.Advance(ImageWorkerConnection.Patience);

        Assert.Equal(ErrorCode.ServiceBusy, (await Assert.ThrowsAsync<RefusedException>(() => opening)).Code);
        Assert.True(program.Started[0].IsEnded);
    }

    [Fact]
    public async Task Open_WhenNoWorkerCanBeStarted_ThenTheServiceIsBusy()
    {
        using var workers = Workers(new ImageWorkerProgram(new ImageWorkerCommand("/no/such/program"), new MediaLimits()));

        var refusal = await Assert.ThrowsAsync<RefusedException>(() => workers.OpenAsync(Image, None));

        // Where a shell starts it, it has started and ended.
        Assert.Contains(refusal.Code, (ErrorCode[])[ErrorCode.ServiceBusy, ErrorCode.MediaUnreadable]);
    }

    [Fact]
    public async Task Open_WhenTheCallerGivesUp_ThenTheWorkerEnds()
    {
        var program = new ScriptedWorkers([ScriptedWorkers.Silence]);
        using var workers = Workers(program);
        using var enough = new CancellationTokenSource();
        var opening = workers.OpenAsync(Image, enough.Token);

        await enough.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => opening);
        Assert.True(program.Started[0].IsEnded);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(ScriptedWorkers.Silence)]
    public async Task Decode_WhenTheWorkerIsLost_ThenTheImageIsLeftUndecodedByAnotherOne(string? end)
    {
        var program = new ScriptedWorkers([Opened, end], [Opened, Finished]);
        using var workers = Workers(program);
        var inspector = new MediaInspector(new("no-such-program"), workers, new(1_000_000));

        var inspecting = inspector.InspectAsync(folder.Write(ImageFiles.Jpeg()), Owner, null, null, new MediaLimits(), None);
        await Eventually.HoldsAsync(() => program.Started is [{ Asked.IsCompleted: true }, ..]);
        if (end == ScriptedWorkers.Silence)
            time.Advance(ImageWorkerConnection.Patience);
        using var media = await inspecting;

        Assert.Equal((null, 3, 2), (media.ThumbnailPath, media.Width, media.Height));
        Assert.Equal([true, false], program.Started.Select(worker => worker.IsEnded));
    }

    [Fact]
    public async Task Leave_WhenTheWorkerIsLost_ThenTheServiceIsBusy()
    {
        using var workers = Workers(new ScriptedWorkers([Opened, null]));
        using var image = await workers.OpenAsync(Image, None);

        Assert.Equal(ErrorCode.ServiceBusy, (await Assert.ThrowsAsync<RefusedException>(() => image.LeaveAsync(None))).Code);
    }

    [Fact]
    public async Task Dispose_WhenAWorkerRests_ThenItEnds()
    {
        var program = new ScriptedWorkers([Opened, Finished]);
        var workers = Workers(program);
        await DecodeAsync(workers);

        workers.Dispose();

        Assert.True(program.Started[0].IsEnded);
    }

    private async Task DecodeAsync(ImageWorkers workers)
    {
        using var image = await workers.OpenAsync(Image, None);
        Assert.NotNull(await image.TryDecodeAsync(folder.NewPath(), None));
    }

    private ImageWorkers Workers(IImageWorkerProgram program) => new(program, time, NullLogger<ImageWorkers>.Instance);
}
