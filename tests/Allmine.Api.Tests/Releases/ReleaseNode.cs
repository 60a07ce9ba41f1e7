using System.Net;
using Allmine.Api.Tests.Hosting.Callers;
using Allmine.Api.Tests.Hosting.Http;
using Allmine.Api.Tests.Processes;

namespace Allmine.Api.Tests.Releases;

/// <summary>One of the two programs as a process, and those who call it.</summary>
internal sealed class ReleaseNode : IAsyncDisposable
{
    /// <summary>The addresses of files would tell the nodes apart otherwise.</summary>
    private static readonly (string Name, string? Value) PublicBaseUrl = ("Media__PublicBaseUrl", "http://files.example.com");

    /// <summary>The same at every node: keys of grants are its own.</summary>
    private static readonly string BackendToken = Tokens.ForService();

    private readonly ServiceProcess process;
    private readonly HttpClient http;

    private ReleaseNode(Build build, ServiceProcess process)
    {
        Build = build;
        this.process = process;
        http = new HttpClient { BaseAddress = process.Address };
        Backend = new Caller(http, BackendToken, asksLastRelease: build == Build.LastRelease);
    }

    public Build Build { get; }

    public Uri Address => process.Address;

    public Caller Backend { get; }

    public static async Task<ReleaseNode> StartAsync(Build build, string folder, params (string Name, string? Value)[] settings)
    {
        (string, string?)[] all = [PublicBaseUrl, .. settings];
        return new ReleaseNode(build, await (build == Build.LastRelease
            ? ServiceProcess.StartProgramAsync(LastRelease.Program, folder, all)
            : ServiceProcess.StartAsync(folder, all)));
    }

    /// <summary>The caller as this node knows them: whoever they are, they may call any node.</summary>
    public Caller User(string id) => new(http, Tokens.ForUser(id), id, asksLastRelease: Build == Build.LastRelease);

    /// <summary>A new user of the directory, with so many credits.</summary>
    public async Task<string> NewUserAsync(long credits = 0)
    {
        var id = Tokens.NewId();
        (await Backend.PutAsync($"/api/v2/users/{id}", """{ "username": "somebody" }""")).Expect(HttpStatusCode.Created);
        if (credits > 0)
            (await GrantAsync(id, credits, Tokens.NewId())).Expect(HttpStatusCode.Created);
        return id;
    }

    public Task<Reply> GrantAsync(string userId, long amount, string key) =>
        Backend.PostAsync($"/api/v2/users/{userId}/credits", $$"""{ "amount": {{amount}} }""", ("Idempotency-Key", key));

    /// <summary>Ends it as an operator does.</summary>
    public async Task EndAsync()
    {
        await process.TerminateAsync();
        Assert.Equal(0, await process.EndAsync());
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await process.DisposeAsync();
    }
}
