using System.Net;
using System.Text.Json;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;
using Allmine.Api.Tests.Hosting.Http;

namespace Allmine.Api.Tests.Media;

/// <summary>A service with low limits for files, and a look into its folders.</summary>
public sealed class MediaServiceFixture : IAsyncLifetime, IDisposable
{
    public const int MaxImageBytes = 200_000;
    public const int MaxFileBytes = 300_000;

    public const string FilesPath = "/api/v2/files";

    private readonly TemporaryFolder folder = new();

    public MediaServiceFixture() => Service = new Service(new ServiceOptions(folder.Path)
    {
        Settings = new Dictionary<string, string>
        {
            ["Media:MaxImageBytes"] = $"{MaxImageBytes}",
            ["Media:MaxAudioBytes"] = $"{MaxFileBytes}",
            ["Media:MaxVideoBytes"] = $"{MaxFileBytes}",
            ["Media:MaxFileBytes"] = $"{MaxFileBytes}",
        },
    });

    public Service Service { get; }

    /// <inheritdoc cref="TemporaryFolder.StoredFiles"/>
    public IReadOnlyList<string> Files() => folder.StoredFiles();

    /// <inheritdoc cref="TemporaryFolder.HasNothingNewAsync"/>
    public Task HasNothingNewAsync(IReadOnlyList<string> before) => folder.HasNothingNewAsync(before);

    /// <summary>The send answers an error, with these codes, and leaves nothing: no message and no file.</summary>
    internal async Task<Reply> RefusesAsync(Conversation conversation, HttpContent body, int status, string codes, string path = Caller.MessagesPath)
    {
        var (files, messages) = (Files(), await conversation.HistoryAsync());

        var reply = (await conversation.Sender.SendAsync(HttpMethod.Post, path, body)).ExpectError(status, codes.Split(' '));

        Assert.Equal(messages, await conversation.HistoryAsync());
        await HasNothingNewAsync(files);
        return reply;
    }

    internal static async Task<Reply> SendAsync(Conversation conversation, byte[] file, string name, params (string Name, string Value)[] headers) =>
        (await conversation.Sender.SendAsync(HttpMethod.Post, Caller.MessagesPath, Form.OfFile(conversation, file, name), headers))
        .Expect(HttpStatusCode.Created);

    internal static async Task<Reply> UploadAsync(Caller caller, byte[] file, string name) =>
        (await caller.SendAsync(HttpMethod.Post, FilesPath, Form.Of(Form.File(file, name)))).Expect(HttpStatusCode.Created);

    internal static string JsonBody(Conversation conversation, string file, string type = "media") => JsonSerializer.Serialize(
        new Dictionary<string, string> { ["type"] = type, ["chatId"] = conversation.ChatId, ["content"] = "words", ["file"] = file });

    /// <summary>The address that the answer gives for the bytes, or for the thumbnail.</summary>
    internal static string Address(Reply sent, string name = "media.url") => sent[name].GetString()!;

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => Service.DisposeAsync().AsTask();

    public void Dispose() => folder.Dispose();
}
