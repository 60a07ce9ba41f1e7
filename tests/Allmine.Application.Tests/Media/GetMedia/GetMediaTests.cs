using Allmine.Application.Media.GetMedia;
using Allmine.Application.Tests.Fakes;

namespace Allmine.Application.Tests.Media.GetMedia;

public sealed class GetMediaTests
{
    private readonly Service service = new();

    [Fact]
    public async Task Get_WhenTheKeyIsKnown_ThenAnybodyGetsTheBytes()
    {
        service.Media.Put("key", [1, 2, 3]);

        var served = await service.SendAsync(Callers.Anonymous, new GetMediaQuery("key"));

        await using var stream = served.Content;
        var bytes = new byte[4];
        Assert.Equal(3, await stream.ReadAsync(bytes));
        Assert.Equal([1, 2, 3, 0], bytes);
        Assert.Equal("image/png", served.ContentType);
    }

    [Fact]
    public async Task Get_WhenTheKeyIsUnknown_ThenIsNotFound() =>
        Assert.Equal("media.not_found", await service.RefusalAsync(Callers.Anonymous, new GetMediaQuery("other")));
}
