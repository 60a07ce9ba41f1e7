using Allmine.Api.OpenApi;
using Moq;
using NSwag;
using NSwag.Generation;

namespace Allmine.Api.Tests.OpenApi;

public sealed class OpenApiDocumentSourceTests
{
    [Fact]
    public async Task Read_WhileTheDocumentIsMade_ThenThoseWhoAskHoldNoThread()
    {
        using var release = new ManualResetEventSlim();
        var generator = new Mock<IOpenApiDocumentGenerator>();
        generator.Setup(each => each.GenerateAsync(It.IsAny<string>())).Returns(() =>
        {
            // As the generator does: all of it before it returns.
            release.Wait();
            return Task.FromResult(new OpenApiDocument());
        });
        var source = new OpenApiDocumentSource(generator.Object);

        var readings = Enumerable.Range(0, 10).Select(_ => source.ReadAsync()).ToList();
        Assert.DoesNotContain(readings, reading => reading.IsCompleted);
        release.Set();
        var documents = await Task.WhenAll(readings);

        Assert.Single(documents.Distinct());
        generator.Verify(each => each.GenerateAsync(It.IsAny<string>()), Times.Once);
    }
}
