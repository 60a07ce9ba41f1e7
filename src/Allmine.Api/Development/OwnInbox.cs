using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Allmine.Api.Development;

/// <summary>Tells the receiver for tries of this very service from everything else that is at the developer's machine.</summary>
internal static class OwnInbox
{
    private const string Path = "/api/dev/webhook-inbox/";

    private const string Local = "localhost";

    /// <summary>Whether a URL is that of the inbox, by an address of this machine and a port at which the service listens.</summary>
    public static bool Has(Uri url, IServer server) =>
        url is { UserInfo.Length: 0, Fragment.Length: 0 } && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps) && url.AbsolutePath.StartsWith(Path, StringComparison.Ordinal)
        && (url.Host == Local || (IPAddress.TryParse(url.DnsSafeHost, out var address) && IPAddress.IsLoopback(address)))
        && server.Features.Get<IServerAddressesFeature>()?.Addresses.Any(own => BindingAddress.Parse(own).Port == url.Port) == true;
}
