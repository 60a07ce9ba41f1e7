using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Text.Json;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Media;
using Allmine.Infrastructure.Media.Inspection.Images.Workers;
using Microsoft.Extensions.DependencyInjection;
using static Allmine.Api.Tests.Media.MediaServiceFixture;

namespace Allmine.Api.Tests.Abuse;

/// <summary>Images that are small to send, and large or long to decode.</summary>
[Collection(nameof(Alone))]
public sealed class ImageBombTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private const int Side = 7070;

    /// <summary>Of the process, for all images of a test together: the least of them would take 300 MB to decode.</summary>
    private const long MaxGrowth = 150_000_000;

    [Theory]
    [InlineData(Side, 90, 1)]
    [InlineData(Side, 90, 6)]
    [InlineData(11_000, 2, 6)]
    public async Task Upload_WhenAProgressiveJpegCostsTooMuch_ThenIsTakenWithoutDecoding(int width, int scans, int orientation)
    {
        var file = ScanFiles.Progressive(width, Side - 70, scans, orientation: orientation);
        Assert.True(file.Length < 600_000);
        var users = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => fixture.Service.NewUserAsync()));
        await UploadAsync(users[0], ImageFiles.Jpeg(), "first.jpg");
        var peak = Peak();

        var uploads = await Task.WhenAll(users.Select(user => UploadAsync(user, file, "photo.jpg")));

        Assert.True(Peak() - peak < MaxGrowth, $"{Peak() - peak} bytes");
        foreach (var uploaded in uploads)
        {
            Assert.Equal(JsonValueKind.Null, uploaded["thumbnail_url"].ValueKind);
            Assert.Equal(orientation == 6 ? (Side - 70, width) : (width, Side - 70), (uploaded["width"].GetInt32(), uploaded["height"].GetInt32()));
            var served = (await fixture.Service.Anonymous.GetAsync(Address(uploaded, "url"))).Expect(HttpStatusCode.OK).Body;
            Assert.True(served.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(ImageFiles.Secret)) < 0);
        }
    }

    /// <summary>Close to what one may take: 370 MB in a process of its own, which gives it back.</summary>
    [Fact]
    public async Task Upload_WhenAnImageTakesMuchMemory_ThenTheServiceItselfDoesNotGrow()
    {
        var file = ScanFiles.Progressive(7800, 7800, 5, orientation: 6);
        var users = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => fixture.Service.NewUserAsync()));
        await UploadAsync(users[0], ImageFiles.Jpeg(), "first.jpg");
        var peak = Peak();

        var uploads = await Task.WhenAll(users.Select(user => UploadAsync(user, file, "photo.jpg")));

        Assert.True(Peak() - peak < 50_000_000, $"{Peak() - peak} bytes");
        Assert.All(uploads, uploaded => Assert.NotEqual(JsonValueKind.Null, uploaded["thumbnail_url"].ValueKind));
        Assert.All(WorkerProcesses.Of(Environment.ProcessId), worker => Assert.InRange(worker.ResidentBytes, 1, 120_000_000));
    }

    /// <summary>Tiles are decoded on several threads, for each of which the C library reserves addresses: those of a worker are to suffice.</summary>
    [Fact]
    public async Task Upload_WhenAPhotoIsMadeOfTiles_ThenItIsShown()
    {
        var uploaded = await UploadAsync(await fixture.Service.NewUserAsync(), HeifFiles.DeepTiledHeic(), "IMG_0001.HEIC");

        Assert.Equal((4032, 3024), (uploaded["width"].GetInt32(), uploaded["height"].GetInt32()));
        Assert.NotEqual(JsonValueKind.Null, uploaded["thumbnail_url"].ValueKind);
        Assert.EndsWith(".jpg", uploaded["url"].GetString(), StringComparison.Ordinal);
        Assert.All(WorkerProcesses.Of(Environment.ProcessId), worker => Assert.InRange(worker.PeakBytes, 1, 512 * 1024 * 1024));
    }

    [Fact]
    public async Task Upload_WhenAUsersImageTakesLong_ThenOnlyTheUsersOwnWaitForIt()
    {
        using var held = new ManualResetEventSlim();
        HeldWorkers? workers = null;
        await using var service = new Service(new ServiceOptions(Path.Combine(fixture.Folder, "own"))
        {
            Replace = services => services.AddSingleton<IImageWorkerProgram>(
                provider => workers = new HeldWorkers(ActivatorUtilities.CreateInstance<ImageWorkerProgram>(provider), held)),
        });
        var (hostile, other) = (await service.NewUserAsync(), await service.NewUserAsync());
        workers!.HoldNext();
        var own = Enumerable.Range(0, 4).Select(i => UploadAsync(hostile, ImageFiles.Jpeg(), $"{i}.jpg")).ToList();
        await Eventually.HoldsAsync(() => workers.IsOneHeld);

        var photo = await Record.ExceptionAsync(() => UploadAsync(other, ImageFiles.Jpeg(), "photo.jpg"));
        var isBehind = own.Any(upload => upload.IsCompleted);
        held.Set();

        Assert.Equal((null, false), (photo, isBehind));
        await Task.WhenAll(own);
    }

    [Fact]
    public async Task Upload_WhenAPngHasAProfileOf200Megabytes_ThenItIsServedWithoutIt()
    {
        var png = ImageFiles.Png();
        byte[] file = [.. png.AsSpan(0, 33), .. ImageFiles.Chunk("iCCP", [.. "sRGB\0"u8, 0, .. Bomb(200_000_000)]), .. png.AsSpan(33)];
        var peak = Peak();

        var uploaded = await UploadAsync(await fixture.Service.NewUserAsync(), file, "photo.png");

        Assert.Equal(png, (await fixture.Service.Anonymous.GetAsync(Address(uploaded, "url"))).Expect(HttpStatusCode.OK).Body);
        Assert.True(Peak() - peak < 50_000_000, $"{Peak() - peak} bytes");
    }

    private static byte[] Bomb(int bytes)
    {
        using var folded = new MemoryStream();
        using (var target = new ZLibStream(folded, CompressionLevel.SmallestSize))
        {
            var piece = new byte[1_000_000];
            for (var left = bytes; left > 0; left -= piece.Length)
                target.Write(piece);
        }

        return folded.ToArray();
    }

    /// <summary>The most memory that the process has had so far, in bytes: what others have used before can only hide what comes.</summary>
    private static long Peak()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }

    /// <summary>One of them can be held up when it is asked for something.</summary>
    private sealed class HeldWorkers(ImageWorkerProgram program, ManualResetEventSlim held) : IImageWorkerProgram
    {
        private int holding;

        public bool IsOneHeld { get; private set; }

        public void HoldNext() => Volatile.Write(ref holding, 1);

        public IRunningWorker Start() => new Worker(program.Start(), this);

        private void Pass()
        {
            if (Interlocked.Exchange(ref holding, 0) == 0)
                return;
            IsOneHeld = true;
            // A test that fails before it lets go does not hold its service up for ever.
            held.Wait(TimeSpan.FromMinutes(2));
        }

        private sealed class Worker(IRunningWorker worker, HeldWorkers owner) : IRunningWorker
        {
            public Stream Requests
            {
                get
                {
                    owner.Pass();
                    return worker.Requests;
                }
            }

            public Stream Answers => worker.Answers;

            public TimeSpan ProcessorTime => worker.ProcessorTime;

            public void Dispose() => worker.Dispose();
        }
    }
}
