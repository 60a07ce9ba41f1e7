using System.Net;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;
using Allmine.Api.Tests.Hosting.Http;
using Allmine.Application.Media;
using Allmine.Application.Ports.Files;
using Allmine.Domain.Media;
using Microsoft.Extensions.DependencyInjection;
using static Allmine.Api.Tests.Media.FailingMediaStore;

namespace Allmine.Api.Tests.Media;

/// <summary>The object store fails in the middle of an upload: no message, and what is left is swept.</summary>
public sealed class MediaStoreFailureTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly MovableTime time = new();
    private readonly Service service;

    public MediaStoreFailureTests() => service = new Service(new ServiceOptions(folder.Path)
    {
        Replace = services =>
        {
            services.AddSingleton<TimeProvider>(time);
            var real = services.Last(service => service.ServiceType == typeof(IMediaStore));
            services.Remove(real);
            services.AddSingleton<IMediaStore>(provider => new FailingMediaStore(
                (IMediaStore)(real.ImplementationFactory?.Invoke(provider) ?? ActivatorUtilities.CreateInstance(provider, real.ImplementationType!))));
        },
    });

    private FailingMediaStore Media => (FailingMediaStore)service.Services.GetRequiredService<IMediaStore>();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => service.DisposeAsync().AsTask();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(nameof(Fault.Before), 0)]
    [InlineData(nameof(Fault.Before), 1)]
    [InlineData(nameof(Fault.After), 0)]
    [InlineData(nameof(Fault.After), 1)]
    public async Task Send_WhenTheObjectStoreFails_ThenThereIsNoMessageAndTheRestIsSwept(string fault, int spared)
    {
        var conversation = await service.NewConversationAsync();
        var (files, messages) = (folder.StoredFiles(), await conversation.HistoryAsync());
        (Media.Now, Media.Spared) = (Enum.Parse<Fault>(fault), spared);

        var reply = await conversation.Sender.SendAsync(
            HttpMethod.Post, Caller.MessagesPath, Form.OfFile(conversation, ImageFiles.Jpeg(), "a.jpg"), ("Idempotency-Key", "once"));

        reply.ExpectError(503, "store.unavailable");
        Assert.True(reply.Headers.ContainsKey("Retry-After"));
        Assert.Equal(messages, await conversation.HistoryAsync());

        Media.Now = Fault.None;
        time.Ahead = UploadedFile.UnusedLifetime + TimeSpan.FromMinutes(1);
        await service.Services.GetRequiredService<FileLifecycle>().SweepAsync(CancellationToken.None);
        time.Ahead = TimeSpan.Zero;
        await folder.HasNothingNewAsync(files);

        // The key was not used up by what failed.
        (await conversation.Sender.SendAsync(
            HttpMethod.Post, Caller.MessagesPath, Form.OfFile(conversation, ImageFiles.Jpeg(), "a.jpg"), ("Idempotency-Key", "once"))).Expect(HttpStatusCode.Created);
        Assert.Equal(2, await conversation.CountAsync());
    }
}
