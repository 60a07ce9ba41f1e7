using Allmine.Application.Media;
using Allmine.Application.Media.UploadFile;
using Allmine.Application.Messages.SendMessage;
using Allmine.Application.Tests.Fakes;
using Microsoft.Extensions.DependencyInjection;

namespace Allmine.Application.Tests.Messages.SendMessage;

/// <summary>Sends whose file would give the sender more bytes than a user may have. A photo has 2.</summary>
public sealed class SendMessageQuotaTests
{
    private static readonly SendMessageCommand Photo = new("media", Samples.Team.ToString(), null, "Look", null, null, null, null, false);

    private readonly ScriptedStore store = Samples.Fill(new ScriptedStore());
    private readonly Service service;

    public SendMessageQuotaTests() => service = new Service
    {
        Store = store,
        Customize = services => services.AddSingleton(new MediaOptions { MaxBytesPerUser = 3 }),
    };

    [Fact]
    public async Task Send_WhenThereIsRoomForOneFile_ThenTheSecondIsRefusedAndNothingOfItIsKept()
    {
        await SendAsync();
        var upload = new ReceivedPhoto(service.Media);

        Assert.Equal("media.quota", await service.RefusalAsync(Callers.Person(Samples.Ada), Photo with { Upload = upload }));
        Assert.Equal("media.quota", await service.RefusalAsync(Callers.Person(Samples.Ada), Photo with { Upload = upload, DryRun = true }));
        Assert.Equal("media.quota", await service.RefusalAsync(Callers.Person(Samples.Ada), new UploadFileCommand(upload)));

        Assert.Equal(0, upload.Stores);
        Assert.Single(store.Messages);
        Assert.Single(store.Files);
        Assert.Equal(2, service.Media.Keys.Count);
    }

    [Fact]
    public async Task Send_WhenRefusedOtherwise_ThenItsBytesDoNotCount()
    {
        Assert.Equal("chat.not_found", await service.RefusalAsync(
            Callers.Person(Samples.Ada), Photo with { ChatId = Samples.NoChat.ToString(), Upload = new ReceivedPhoto(service.Media) }));

        await SendAsync();
    }

    [Fact]
    public async Task Send_WhenItsKeyWasUsed_ThenIsAnsweredAlthoughThereIsNoRoomLeft()
    {
        var first = await SendAsync("k");

        var replay = await SendAsync("k");

        Assert.True(replay.Replayed);
        Assert.Equal(first.View.Message.Readable!.Id, replay.View.Message.Readable!.Id);
    }

    [Fact]
    public async Task Send_WhenTheRequestThatItRepeatsEndsMeanwhile_ThenIsAnsweredLikeThat()
    {
        var arrived = new SemaphoreSlim(0);
        var end = new SemaphoreSlim(0);
        var upload = new ReceivedPhoto(service.Media)
        {
            BeforeInspection = () =>
            {
                arrived.Release();
                end.Wait();
            },
        };
        // It has found no record of the key.
        var late = Task.Run(() => service.SendAsync(Callers.Person(Samples.Ada), Photo with { Upload = upload, IdempotencyKey = "k" }));
        await arrived.WaitAsync();
        var first = await SendAsync("k");
        end.Release();

        var replay = await late;

        Assert.True(replay.Replayed);
        Assert.Equal(first.View.Message.Readable!.Id, replay.View.Message.Readable!.Id);
        Assert.Equal(0, upload.Stores);
    }

    private Task<SendMessageResult> SendAsync(string? key = null) => service.SendAsync(
        Callers.Person(Samples.Ada), Photo with { Upload = new ReceivedPhoto(service.Media), IdempotencyKey = key });
}
