using System.Net;
using Allmine.Api.Configuration;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Allmine.Api.Hosting;

/// <summary>Where callers reach the service, for what is written when nobody calls: events of the feed, and what webhooks send.</summary>
internal sealed class OwnOrigin(AllmineSettings settings, IServer server)
{
    private const string Local = "localhost";

    /// <summary>
    /// Scheme, host and port: by <c>https</c> and the first name of <c>Hosts:Allowed</c>, or, without one, where the service listens; empty while it does not listen.
    /// </summary>
    public string Address => settings.Proxy.MainHost is { } host ? $"https://{host}" : Listening();

    private string Listening()
    {
        if (server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() is not { } first || BindingAddress.Parse(first) is not { IsUnixPipe: false, IsNamedPipe: false } address)
            return "";
        // Any name or address: one by which it can be called from here.
        var isAny = address.Host is "*" or "+" || (IPAddress.TryParse(address.Host, out var ip) && (ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any)));
        return $"{address.Scheme}://{(isAny ? Local : address.Host)}:{address.Port}";
    }
}
