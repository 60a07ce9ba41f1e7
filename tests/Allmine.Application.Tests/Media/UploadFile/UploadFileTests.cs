using Allmine.Application.Media.UploadFile;
using Allmine.Application.Messages.SendMessage;
using Allmine.Application.Tests.Fakes;
using Allmine.Domain.Errors;
using Allmine.Domain.Media;

namespace Allmine.Application.Tests.Media.UploadFile;

public sealed class UploadFileTests
{
    private readonly Service service = new();

    [Fact]
    public async Task Upload_WhenTaken_ThenIsStoredAndStagedAndAnswered()
    {
        var file = await service.SendAsync(Callers.Person(Samples.Ada), new UploadFileCommand(new ReceivedPhoto(service.Media)));

        Assert.Equal((Samples.Ada, FileState.Staged, Samples.Noon), (file.OwnerId, file.State, file.UploadedAt));
        Assert.Equal((MediaKind.Image, "photo.jpg"), (file.Content.Kind, file.Content.Name));
        Assert.Equal(file, Assert.Single(service.Store.Files));
        Assert.Equal([file.Content.Key, file.Content.ThumbnailKey!], service.Media.Keys.Order());
    }

    [Fact]
    public async Task Upload_WhenABackendActsForAUser_ThenTheUserOwnsIt()
    {
        var file = await service.SendAsync(Callers.Service(Samples.Bob), new UploadFileCommand(new ReceivedPhoto(service.Media)));

        Assert.Equal(Samples.Bob, file.OwnerId);
    }

    [Fact]
    public async Task Upload_WhenTheOwnerNamesItInAMessage_ThenItIsBound()
    {
        var ada = Callers.Person(Samples.Ada);
        var file = await service.SendAsync(ada, new UploadFileCommand(new ReceivedPhoto(service.Media)));

        var sent = await service.SendAsync(
            ada, new SendMessageCommand("media", Samples.Team.ToString(), null, null, file.Id.ToString(), null, null, null, false));

        Assert.Equal(file.Content, sent.View.Message.Readable!.Media);
        Assert.Equal(FileState.Bound, Assert.Single(service.Store.Files).State);
    }

    [Fact]
    public async Task Upload_WhileItIsStored_ThenItIsRecordedAndNobodyCanNameIt()
    {
        var states = new List<FileState>();
        var photo = new ReceivedPhoto(service.Media)
        {
            Midway = async () =>
            {
                states.AddRange(service.Store.Files.Select(file => file.State));
                Assert.Null(await service.Store.FileRepository.FindAsync(new(Samples.Ada, "photo.jpg"), CancellationToken.None));
            },
        };

        await service.SendAsync(Callers.Person(Samples.Ada), new UploadFileCommand(photo));

        Assert.Equal([FileState.Pending], states);
    }

    [Fact]
    public async Task Upload_WhenItIsRefused_ThenNothingIsRecorded()
    {
        var photo = new ReceivedPhoto(service.Media) { BeforeInspection = () => throw new RefusedException(ErrorCode.MediaUnreadable) };

        Assert.Equal("media.unreadable", await service.RefusalAsync(Callers.Person(Samples.Ada), new UploadFileCommand(photo)));
        Assert.Empty(service.Store.Files);
        Assert.Equal(0, photo.Stores);
    }

    [Fact]
    public async Task Upload_WhenStoringFailsMidway_ThenBytesAndEntryAreGone()
    {
        var photo = new ReceivedPhoto(service.Media) { Midway = () => throw new StoreUnavailableException() };

        Assert.Equal("store.unavailable", await service.RefusalAsync(Callers.Person(Samples.Ada), new UploadFileCommand(photo)));
        Assert.Equal(1, photo.Stores);
        Assert.Empty(service.Media.Keys);
        Assert.Empty(service.Store.Files);
    }

    [Fact]
    public async Task Upload_WhenTheSweepTookItMeanwhile_ThenIsNotAnsweredAsStored()
    {
        var photo = new ReceivedPhoto(service.Media)
        {
            Midway = () => service.Store.FileRepository.AbandonAsync(Assert.Single(service.Store.Files).Id, CancellationToken.None),
        };

        Assert.Equal("store.unavailable", await service.RefusalAsync(Callers.Person(Samples.Ada), new UploadFileCommand(photo)));
        Assert.Equal(FileState.Abandoned, Assert.Single(service.Store.Files).State);
    }
}
