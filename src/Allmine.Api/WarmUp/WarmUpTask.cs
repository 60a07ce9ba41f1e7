using System.Diagnostics;
using Allmine.Api.Auth;
using Allmine.Api.Background;
using Allmine.Api.Configuration;
using Allmine.Api.Health;
using Allmine.Api.OpenApi;
using Allmine.Application;
using Allmine.Application.Ports;
using Allmine.Application.Ports.Files;
using Allmine.Application.Ports.Store;
using Allmine.Application.WarmUp;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace Allmine.Api.WarmUp;

/// <summary>
/// Goes the way of the first requests before anybody else does, once the service listens: nobody then waits for what happens at
/// first use. Nothing is stored, and nobody's limit is touched. The service is ready after it, also if it fails or takes too long.
/// </summary>
internal sealed partial class WarmUpTask(
    IServiceProvider services, AllmineSettings settings, Readiness readiness, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<WarmUpTask> logger) : NodeTask
{
    /// <summary>The longest that the service is kept from being ready.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    /// <summary>The later ones find what the first one has left for a second use.</summary>
    private const int Repetitions = 3;

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        await StartedAsync(lifetime, stoppingToken);
        using var limit = new CancellationTokenSource(Limit, time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stoppingToken);
        var start = Stopwatch.GetTimestamp();
        try
        {
            // Neither waits for the other: they share no code, and a machine has more than one processor.
            var parts = Task.WhenAll(
                Task.Run(() => UseStoreAsync(ending.Token), ending.Token),
                Task.Run(() => CallAsync(ending.Token), ending.Token),
                settings.Jwt.Authority is null ? Task.CompletedTask : CheckTokenAsync());
            await parts.WaitAsync(ending.Token);
            var milliseconds = (long)Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            Warm(logger, milliseconds);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            TookTooLong(logger, Limit.TotalSeconds);
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            Failed(logger, exception);
        }

        readiness.BeWarm();
        if (settings.Playground.Enabled)
            await MakeDocumentAsync();
    }

    /// <summary>Whoever has just started the service opens the playground, which is made from the document: it takes a second or two to make, and no call waits for it.</summary>
    private async Task MakeDocumentAsync()
    {
        try
        {
            await services.GetRequiredService<OpenApiDocumentSource>().ReadAsync();
        }
        catch (Exception exception)
        {
            NoDocument(logger, exception);
        }
    }

    private async Task UseStoreAsync(CancellationToken ending)
    {
        services.MakeUseCases();
        var store = services.GetRequiredService<StoreWarmUp>();
        for (var i = 0; i < Repetitions; i++)
            await store.RunAsync(ending);
    }

    private Task CheckTokenAsync() =>
        new RehearsedToken(services.GetRequiredService<IOptionsMonitor<JwtBearerOptions>>()).RunAsync();

    private async Task CallAsync(CancellationToken ending)
    {
        // Not disposed: a call that the limit cuts off may still be under way, and nothing of theirs holds anything.
        var useCases = new ServiceCollection()
            .AddLogging()
            .AddStandIn(settings.Messages, services.GetRequiredService<ICommitStore>().RoundsAtOnce)
            .AddSingleton(time)
            .AddSingleton(services.GetRequiredService<IIdGenerator>())
            .AddSingleton(services.GetRequiredService<ICaller>())
            // An upload of the rehearsal is looked at, and never stored.
            .AddSingleton(services.GetRequiredService<IFileRepository>())
            .AddSingleton(services.GetRequiredService<IMediaStore>())
            .BuildServiceProvider();
        var standIn = new StandIn(useCases);
        var entry = services.GetRequiredService<PipelineEntry>();
        var addresses = services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses;
        // By a name that the service is called by: calls to others are refused.
        var host = settings.Proxy.MainHost ?? "localhost";
        using var throughServer = await WayThroughServer.OpenAsync(addresses?.Where(address => !IsOfMetrics(address)) ?? [], host, ending);
        standIn.Port = throughServer?.Port ?? 0;
        entry.Use(standIn);
        try
        {
            IRehearsedWay way = throughServer is not null
                ? throughServer
                : new WayInside(entry, services.GetRequiredService<IHttpContextFactory>(), services.GetRequiredService<IServiceScopeFactory>(), standIn, host);
            var caller = new RehearsedCaller(way, standIn, settings.Jwt, services.GetRequiredService<DevelopmentTokens>());
            var calls = new RehearsedCalls(caller, services.GetRequiredService<IIdGenerator>(), ending);
            for (var i = 0; i < Repetitions; i++)
                await calls.RunAsync();
        }
        finally
        {
            entry.Use(null);
        }
    }

    private bool IsOfMetrics(string address) => settings.Telemetry.MetricsPort is { } port && BindingAddress.Parse(address).Port == port;

    [LoggerMessage(Level = LogLevel.Error, Message = "The OpenAPI document can't be made")]
    private static partial void NoDocument(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Information, Message = "Ready, after {Milliseconds} ms of warming up")]
    private static partial void Warm(ILogger logger, long milliseconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Ready, but not warm after {Seconds} s: the first requests will take longer")]
    private static partial void TookTooLong(ILogger logger, double seconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Ready, but not warm: the first requests will take longer")]
    private static partial void Failed(ILogger logger, Exception exception);
}
