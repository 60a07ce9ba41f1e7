using Allmine.Api.Configuration;
using Allmine.Api.Configuration.Reading;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Allmine.Api.Logging;

/// <summary>What the log says first: which program this is, and how it was set up. It tells no secrets.</summary>
internal static partial class StartLog
{
    /// <summary>Before anything else is done.</summary>
    public static void Begin(WebApplication app)
    {
        var logger = app.Logger;
        var settings = app.Services.GetRequiredService<AllmineSettings>();
        var differing = string.Join(", ", KnownSettings.DifferingIn(app.Configuration, app.Environment));
        Starts(
            logger, ProgramVersion.Text, app.Environment.EnvironmentName, settings.Store.Kind, settings.Media.Backend,
            settings.Jwt.Authority ?? "a signing key", settings.RateLimits.Redis is null ? "this node" : "all nodes", differing);
        foreach (var (name, nearest) in KnownSettings.UnknownIn(app.Configuration))
        {
            if (nearest is null)
                UnknownSetting(logger, name);
            else
                MisspeltSetting(logger, name, nearest);
        }
    }

    /// <summary>Once it listens.</summary>
    public static void Listening(WebApplication app)
    {
        var addresses = string.Join(' ', app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses ?? []);
        ListensOn(app.Logger, addresses);
    }

    [LoggerMessage(EventId = 1000, Level = LogLevel.Information, Message =
        "Allmine {Version} starts in {Environment}: store {Store}, files {Files}, tokens of {Tokens}, limits of {Limits}. Settings that are not the default: {Settings}")]
    private static partial void Starts(
        ILogger logger, string version, string environment, StoreKind store, MediaBackend files, string tokens, string limits, string settings);

    [LoggerMessage(Level = LogLevel.Information, Message = "Listening on {Addresses}")]
    private static partial void ListensOn(ILogger logger, string addresses);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The setting {Name} is not known, and has no effect")]
    private static partial void UnknownSetting(ILogger logger, string name);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The setting {Name} is not known, and has no effect; is {Nearest} meant?")]
    private static partial void MisspeltSetting(ILogger logger, string name, string nearest);
}
