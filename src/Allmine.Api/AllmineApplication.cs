using Allmine.Api.Auth;
using Allmine.Api.Background;
using Allmine.Api.Commands;
using Allmine.Api.Configuration;
using Allmine.Api.Configuration.Reading;
using Allmine.Api.Development;
using Allmine.Api.Errors;
using Allmine.Api.Faults;
using Allmine.Api.Feed;
using Allmine.Api.Health;
using Allmine.Api.Hosting;
using Allmine.Api.Http;
using Allmine.Api.Http.Binding;
using Allmine.Api.Http.Bodies;
using Allmine.Api.Http.Json;
using Allmine.Api.Logging;
using Allmine.Api.Mapping;
using Allmine.Api.OpenApi;
using Allmine.Api.RateLimiting;
using Allmine.Api.Telemetry;
using Allmine.Application;
using Allmine.Application.Feed;
using Allmine.Application.Ports;
using Allmine.Application.Resets;
using Allmine.Infrastructure;
using Allmine.Infrastructure.Media;
using Allmine.Infrastructure.Persistence.Mongo;
using Allmine.Infrastructure.Persistence.Mongo.Database;
using Allmine.Infrastructure.Webhooks;
using AutoMapper;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.ModelBinding.Validation;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Allmine.Api;

/// <summary>Puts the service together.</summary>
internal static class AllmineApplication
{
    public const string DefaultUrl = "http://localhost:5080";

    /// <exception cref="SettingException">A setting is missing or wrong.</exception>
    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder(HostDefaults.For(args));
        if (builder.WebHost.GetSetting(WebHostDefaults.ServerUrlsKey) is { Length: > 0 } addresses)
            ListenAddresses.Check(addresses);
        else
            builder.WebHost.UseUrls(DefaultUrl);

        var settings = AllmineSettings.Read(builder.Configuration, builder.Environment);
        if (settings.Telemetry is { MetricsEnabled: true, MetricsPort: { } port })
            builder.WebHost.UseUrls($"{builder.WebHost.GetSetting(WebHostDefaults.ServerUrlsKey)};http://*:{port}");
        builder.Logging.AddLines(settings.Telemetry);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // RequestBody has its own limits, which are told to the caller.
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.RequestHeaderEncodingSelector = HeaderText.EncodingOf;
        });
        builder.Services.AddHosting(settings.Shutdown);
        AddServices(builder.Services, settings, builder.Environment);

        var app = builder.Build();
        app.UseHosting();
        app.UseProxies(settings.Proxy);
        app.UseMiddleware<RequestIdMiddleware>();
        app.Use(AnswerHeaders.SetAsync);
        app.UseMiddleware<CallLogMiddleware>();
        app.UseMiddleware<ErrorMiddleware>();
        if (settings.Telemetry.MetricsPort is { } metricsPort)
            app.Use((context, next) => TelemetrySetup.KeepApartAsync(context, next, metricsPort));
        app.UseAllowedHosts(settings.Proxy);
        app.UseRouting();
        app.UseOrigins();
        app.UseAuthentication();
        if (settings.RateLimits.AnonymousPerMinute > 0)
            app.UseMiddleware<AnonymousLimitMiddleware>();
        if (settings.RateLimits.AreOn)
            app.UseMiddleware<CallLimitMiddleware>();
        app.UsePlayground(settings);
        app.Use(ApiPaths.RefuseOtherSpellingsAsync);
        app.UseAuthorization();
        if (app.Environment.IsDevelopment())
            app.UseMiddleware<StoreGateMiddleware>();
        app.UseMiddleware<CallMiddleware>();
        app.UseMiddleware<UploadMiddleware>();
        // Closed unless a controller says that it is open to everybody.
        app.MapControllers().RequireAuthorization().Add(ApiPaths.ServeHead);
        app.MapHealth();
        app.MapMetrics(settings.Telemetry);
        return app;
    }

    private static void AddServices(IServiceCollection services, AllmineSettings settings, IHostEnvironment environment)
    {
        services.AddSingleton(settings);
        services.AddSingleton(settings.Jwt);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<DevelopmentTokens>();
        services.AddSingleton<WebhookInbox>();
        services.AddHttpContextAccessor();
        services.AddSingleton<ICaller, HttpCaller>();

        services.AddSingleton<IRequestReading, RequestReading>();
        services.AddSingleton(settings.Feed);
        services.AddSingleton(settings.Webhooks.Delivery);
        services.AddWebhooks(
            provider => environment.IsDevelopment()
                ? settings.Webhooks.Sender with { IsOwnReceiver = url => OwnInbox.Has(url, provider.GetRequiredService<IServer>()) }
                : settings.Webhooks.Sender,
            settings.Webhooks.Key);
        services.AddApplication(settings.Messages);
        if (settings.Store is { Kind: StoreKind.MongoDB, ConnectionString: { } connectionString })
            services.AddMongoStore(new MongoStoreOptions { ConnectionString = connectionString });
        else
            services.AddEmbeddedStore(settings.Store.Embedded);
        AddMedia(services, settings.Media, settings.Store.Embedded);
        services.AddSingleton<StoreStart>();
        services.AddMediaIntake(settings.Media.Limits, ThisProgram.ImageWorkerCommand());
        services.AddSingleton(settings.Media.Options);
        services.AddSingleton<IFeedBodies>(provider => new FeedBodies(new Lazy<IMapper>(provider.GetRequiredService<IMapper>)));
        services.AddHostedService<MediaSweep>();
        services.AddHostedService<ThumbnailMaking>();
        services.AddHostedService<MessageErasing>();
        services.AddHostedService<FeedTask>();
        services.AddHostedService<IdleCollection>();
        services.AddSharedInfrastructure();
        services.AddSingleton<OwnOrigin>();
        services.AddSingleton<MediaUrlResolver>();
        services.AddAutoMapper(mapper =>
        {
            mapper.LicenseKey = settings.AutoMapperLicenseKey;
            mapper.AddProfile<MessageProfile>();
            mapper.AddProfile<ChatProfile>();
            mapper.AddProfile<EventProfile>();
            mapper.AddProfile<WebhookProfile>();
            mapper.AddProfile<CreditProfile>();
        });

        services.AddSingleton<StoreGate>();
        if (environment.IsDevelopment())
        {
            services.AddSingleton<StoreReset>();
            services.AddHostedService<ResetFollowing>();
        }

        services.AddFaultsOnDemand(environment);
        services.AddOrigins(settings.Cors, FaultsOnDemand.AreOnIn(environment));
        services.AddBearer(settings.Jwt);
        services.AddRateLimits(settings.RateLimits);
        services.AddSingleton(new UploadSlots(settings.RateLimits.UploadsAtOnce, settings.RateLimits.NodeUploadsAtOnce));
        services.AddSingleton<CallDigest>();
        services.AddHostedService(provider => provider.GetRequiredService<CallDigest>());
        services.AddHealth();
        services.AddTelemetry(settings.Telemetry);
        services.AddOpenApi(settings, FaultsOnDemand.AreOnIn(environment));
        services.AddControllers(mvc =>
        {
            mvc.InputFormatters.Clear();
            mvc.InputFormatters.Add(new MultipartInputFormatter());
            mvc.InputFormatters.Add(new JsonInputFormatter());
            // They read a form into memory before anybody has asked for it.
            mvc.ValueProviderFactories.RemoveType<FormValueProviderFactory>();
            mvc.ValueProviderFactories.RemoveType<FormFileValueProviderFactory>();
            mvc.ValueProviderFactories.RemoveType<JQueryFormValueProviderFactory>();
            mvc.OutputFormatters.Clear();
            mvc.OutputFormatters.Add(new JsonOutputFormatter());
            mvc.ModelBinderProviders.Insert(0, new StrictQueryBinderProvider());
            mvc.ModelBinderProviders.Insert(0, new HeaderTextBinderProvider());
            mvc.ModelMetadataDetailsProviders.Add(new TextAsItCame());
            mvc.Conventions.Add(new DevelopmentOnly(environment.IsDevelopment()));
            mvc.Conventions.Add(new CallRulesConvention());
        }).AddJsonOptions(json => StrictJson.Apply(json.JsonSerializerOptions));
        // Requests are validated once, by the pipeline of the application.
        services.Replace(ServiceDescriptor.Singleton<IObjectModelValidator, NoModelValidator>());
    }

    private static IServiceCollection AddMedia(IServiceCollection services, MediaSettings media, EmbeddedStoreOptions embedded) => media.Backend switch
    {
        MediaBackend.S3 => services.AddS3Media(embedded, media.S3!),
        MediaBackend.GridFs => services.AddGridFsMedia(embedded),
        _ => services.AddDiskMedia(embedded),
    };
}
