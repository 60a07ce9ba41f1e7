using System.Net;
using System.Text.Json;
using Allmine.Api.Tests.Hosting;
using static Allmine.Api.Tests.Media.MediaServiceFixture;

namespace Allmine.Api.Tests.Media;

/// <summary>Images are decoded in processes of their own.</summary>
[Collection(nameof(Alone))]
public sealed class ImageWorkerTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    [Fact]
    public async Task Upload_WhenAnImageIsDecoded_ThenItsProcessHasLimitsAndNothingOfTheServicesEnvironment()
    {
        Environment.SetEnvironmentVariable("ALLMINE_TEST_SECRET", "top-secret");
        await UploadAsync(await fixture.Service.NewUserAsync(), ImageFiles.Jpeg(), "photo.jpg");

        var worker = WorkerProcesses.Of(Environment.ProcessId)[^1];

        Assert.DoesNotContain("top-secret", worker.Environment, StringComparison.Ordinal);
        Assert.True(worker.Niceness > 0);
        Assert.Matches(@"Max cpu time +120 ", worker.Limits);
        Assert.Matches(@"Max file size +104857600 ", worker.Limits);
        Assert.Matches(@"Max core file size +0 ", worker.Limits);
        Assert.Matches(@"Max address space +1610612736 ", worker.Limits);
    }

    [Fact]
    public async Task Upload_WhenAWorkerWasKilledWhileItRested_ThenTheNextImageIsDecoded()
    {
        var user = await fixture.Service.NewUserAsync();
        await UploadAsync(user, ImageFiles.Jpeg(), "first.jpg");

        WorkerProcesses.Of(Environment.ProcessId).ForEach(worker => worker.Kill());
        var uploaded = await UploadAsync(user, ImageFiles.Jpeg(), "second.jpg");

        Assert.NotEqual(JsonValueKind.Null, uploaded["thumbnail_url"].ValueKind);
    }

    [Fact]
    public async Task Upload_WhenAWorkerIsKilledWhileItDecodes_ThenTheImageIsTakenWithoutAThumbnail()
    {
        var user = await fixture.Service.NewUserAsync();
        await UploadAsync(user, ImageFiles.Jpeg(), "first.jpg");
        var uploading = UploadAsync(user, ScanFiles.Progressive(6300, 6300, 29), "photo.jpg");

        WorkerProcesses? decoding = null;
        await Eventually.HoldsAsync(() => (decoding = WorkerProcesses.Of(Environment.ProcessId).Find(worker => worker.ResidentBytes > 150_000_000)) is not null);
        decoding!.Kill();

        var uploaded = await uploading;
        Assert.Equal((JsonValueKind.Null, 6300), (uploaded["thumbnail_url"].ValueKind, uploaded["width"].GetInt32()));
        (await fixture.Service.Anonymous.GetAsync(Address(uploaded, "url"))).Expect(HttpStatusCode.OK);
    }
}
