using Allmine.Application.Media.UploadFile;
using Allmine.Application.Tests.Fakes;

namespace Allmine.Application.Tests.Media.UploadFile;

public sealed class UploadFileAuthorizationTests
{
    private readonly Service service = new();

    [Fact]
    public async Task Upload_WhenTheCallerIsNoUserOfTheDirectory_ThenIsRefusedUnread()
    {
        var photo = new ReceivedPhoto(service.Media);
        var command = new UploadFileCommand(photo);

        Assert.Equal("auth.required", await service.RefusalAsync(Callers.Anonymous, command));
        Assert.Equal("auth.forbidden", await service.RefusalAsync(Callers.Person(Samples.Nobody), command));
        Assert.Equal("auth.forbidden", await service.RefusalAsync(Callers.Person(Samples.Ada, Samples.Bob), command));
        Assert.Equal("auth.forbidden", await service.RefusalAsync(Callers.Service(), command));
        Assert.Equal("auth.forbidden", await service.RefusalAsync(Callers.Service(Samples.Nobody), command));
        Assert.Equal(0, photo.Inspections);
        Assert.Empty(service.Store.Files);
    }
}
