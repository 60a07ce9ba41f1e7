using System.Net;
using System.Text;
using Allmine.Api.Tests.Hosting.Callers;

namespace Allmine.Api.Tests.Hosting;

/// <summary>A running service and those who call it.</summary>
public sealed class Service : IAsyncDisposable
{
    /// <summary>Longer than a warm-up may take.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ServiceHost host;
    private readonly HttpClient http;
    private readonly string folder;

    public Service(ServiceOptions options)
    {
        folder = options.Folder;
        host = new ServiceHost(options);
        // Headers go out as UTF-8, so that also a bad one reaches the service; redirects are seen, not followed.
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8 };
        http = new HttpClient(handler) { BaseAddress = host.Address };
        Anonymous = new Caller(http, token: null);
        Backend = new Caller(http, Tokens.ForService());
    }

    public Uri Address => host.Address;

    public IServiceProvider Services => host.Services;

    public CapturedLog Log => host.Log;

    /// <summary>Without a token.</summary>
    public Caller Anonymous { get; }

    /// <summary>A first-party backend.</summary>
    public Caller Backend { get; }

    public Caller With(string? token, string userId = "") => new(http, token, userId);

    /// <summary>A person, in the directory or not.</summary>
    public Caller User(string id) => With(Tokens.ForUser(id), id);

    /// <summary>A new user of the directory.</summary>
    public async Task<Caller> NewUserAsync()
    {
        var id = Tokens.NewId();
        (await Backend.PutAsync($"/api/v2/users/{id}", """{ "username": "somebody" }""")).Expect(HttpStatusCode.Created);
        return User(id);
    }

    public async Task<Conversation> NewConversationAsync()
    {
        var (sender, target) = (await NewUserAsync(), await NewUserAsync());
        var first = await sender.SendAsync($$"""{ "type": "text", "targetUserId": "{{target.UserId}}", "content": "first" }""");
        return new Conversation(first.Expect(HttpStatusCode.Created)["chatId"].GetString()!, sender, target);
    }

    /// <summary>Waits until it is ready: it has warmed up by then.</summary>
    public async Task UntilReadyAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        while ((await Anonymous.GetAsync("/health/ready")).Status != HttpStatusCode.OK)
            await Task.Delay(20, patience.Token);
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await host.DisposeAsync();
        await ReleasedAsync(Path.Combine(folder, "allmine.lock"));
    }

    /// <summary>
    /// Waits until the embedded store has let its folder go: the program's own thread ends the service as well, and may
    /// still be at it when the host's disposal returns.
    /// </summary>
    private static async Task ReleasedAsync(string lockFile)
    {
        for (var attempt = 0; attempt < 500 && File.Exists(lockFile); attempt++)
        {
            try
            {
                await using var taken = new FileStream(lockFile, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
                return;
            }
            catch (IOException)
            {
                await Task.Delay(10);
            }
        }
    }
}
