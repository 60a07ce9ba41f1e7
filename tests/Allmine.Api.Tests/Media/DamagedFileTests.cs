using System.Diagnostics;
using Allmine.Api.Tests.Hosting;
using Allmine.Infrastructure.Tests.Media.Inspection;
using Xunit.Abstractions;

namespace Allmine.Api.Tests.Media;

/// <summary>Every format, cut and damaged at random, sent over HTTP: taken or refused, in time, and never a failure.</summary>
[Collection(nameof(Alone))]
public sealed class DamagedFileTests(MediaServiceFixture fixture, ITestOutputHelper output) : IClassFixture<MediaServiceFixture>
{
    private const int Seed = 20261123;

    /// <summary>What a request may allocate of managed memory on the average: buffers of the body, the form and the inspection.</summary>
    private const long MaxAllocated = 2 * 1024 * 1024;

    /// <summary>For the slowest of all requests.</summary>
    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(2);

    [Theory]
    [MemberData(nameof(Corpus.Files), MemberType = typeof(Corpus), DisableDiscoveryEnumeration = true)]
    public async Task Upload_WhenTheFileIsDamaged_ThenIsTakenOrRefusedWellInTimeAndMemory(string name, byte[] file)
    {
        output.WriteLine($"{name}: seed {Seed}");
        var owner = (await fixture.Service.NewConversationAsync()).Sender;
        var allocated = GC.GetTotalAllocatedBytes(precise: true);

        var slowest = TimeSpan.Zero;
        foreach (var damaged in Corpus.Damage(file, new Random(Seed)))
        {
            var clock = Stopwatch.StartNew();
            var reply = await owner.SendAsync(HttpMethod.Post, MediaServiceFixture.FilesPath, Form.Of(Form.File(damaged, "upload")));
            slowest = clock.Elapsed > slowest ? clock.Elapsed : slowest;
            Assert.True((int)reply.Status is 201 or 400 or 413, $"{reply.Status}: {Convert.ToBase64String(damaged)}");
        }

        allocated = (GC.GetTotalAllocatedBytes(precise: true) - allocated) / (Corpus.Cuts + Corpus.Flips);
        output.WriteLine($"slowest {slowest.TotalMilliseconds:f0} ms, {allocated} bytes for each");
        Assert.True(slowest < MaxTime, $"{slowest}");
        Assert.True(allocated < MaxAllocated, $"{allocated} bytes for each");
    }
}
