using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Http;
using Xunit.Abstractions;

namespace Allmine.Api.Tests.Media;

/// <summary>Every format, cut and damaged at random, sent over HTTP: taken or refused, and never a failure.</summary>
[Collection(nameof(Alone))]
public sealed class DamagedFileTests(MediaServiceFixture fixture, ITestOutputHelper output) : IClassFixture<MediaServiceFixture>
{
    private const int Seed = 20261123;

    /// <summary>Each film costs a process of FFmpeg, and a photo of HEIF much time: in the short form only one damaged one of so many is sent.</summary>
    private const int ShareOfSlowOnes = 25;

    /// <summary>What a request may allocate of managed memory on the average: buffers of the body, the form and the inspection.</summary>
    private const long MaxAllocated = 2 * 1024 * 1024;

    /// <summary>Only stops a test that hangs: how much work a damaged file may make is counted where files are inspected.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [MemberData(nameof(Corpus.Files), MemberType = typeof(Corpus), DisableDiscoveryEnumeration = true)]
    public Task Upload_WhenTheFileIsDamaged_ThenIsTakenOrRefusedWithinItsMemory(string name, byte[] file) => UploadAsync(name, file, Corpus.Films.Contains(name));

    [Theory]
    [MemberData(nameof(Corpus.PhonePhotos), MemberType = typeof(Corpus), DisableDiscoveryEnumeration = true)]
    public Task Upload_WhenAPhonesPhotoIsDamaged_ThenIsTakenOrRefusedWithinItsMemory(string name, byte[] file) => UploadAsync(name, file, isSlow: true);

    private async Task UploadAsync(string name, byte[] file, bool isSlow)
    {
        output.WriteLine($"{name}: seed {Seed}");
        var owner = (await fixture.Service.NewConversationAsync()).Sender;
        var share = isSlow && !LongForm.IsAskedFor ? ShareOfSlowOnes : 1;
        var allocated = GC.GetTotalAllocatedBytes(precise: true);

        List<byte[]> attempts = [.. Corpus.Damage(file, new Random(Seed)).Where((_, i) => i % share == 0)];
        foreach (var damaged in attempts)
        {
            var reply = await owner.SendAsync(HttpMethod.Post, MediaServiceFixture.FilesPath, Form.Of(Form.File(damaged, "upload"))).WaitAsync(Patience);
            Assert.True((int)reply.Status is 201 or 400 or 413, $"{reply.Status}: {Convert.ToBase64String(damaged)}");
        }

        allocated = (GC.GetTotalAllocatedBytes(precise: true) - allocated) / attempts.Count;
        output.WriteLine($"{allocated} bytes for each");
        Assert.True(allocated < MaxAllocated, $"{allocated} bytes for each");
    }
}
