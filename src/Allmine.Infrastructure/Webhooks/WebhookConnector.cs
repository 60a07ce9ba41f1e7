using System.Net;
using System.Net.Sockets;

namespace Allmine.Infrastructure.Webhooks;

/// <summary>Connects to receivers: looks the name up, has every address checked, and connects to one that was checked.</summary>
internal sealed class WebhookConnector(WebhookAddresses addresses, WebhookNetwork network, TimeProvider time)
{
    /// <summary>How long one address may take where there is another one.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <param name="receiver">Name and port.</param>
    /// <param name="isOwn">Whether it is this service's own receiver, which is at this machine.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="WebhookRefusedException">The name is unknown, or an address of it is not allowed.</exception>
    /// <exception cref="SocketException">No address takes the connection.</exception>
    public async Task<Stream> ConnectAsync(DnsEndPoint receiver, bool isOwn, CancellationToken cancellationToken)
    {
        var found = await FindAsync(receiver.Host, cancellationToken);
        // Not those alone that are allowed: who mixes them in wants to be let through now and then.
        if (!Array.TrueForAll(found, isOwn ? IPAddress.IsLoopback : addresses.Allows))
            throw new WebhookRefusedException(WebhookErrors.AddressNotAllowed);

        for (var i = 0; ; i++)
        {
            var isLast = i == found.Length - 1;
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            using var timer = isLast ? null : time.CreateTimer(_ => patience.Cancel(), null, Patience, Timeout.InfiniteTimeSpan);
            try
            {
                return await network.Connect(new IPEndPoint(found[i], receiver.Port), patience.Token);
            }
            catch (Exception exception) when (!isLast && !cancellationToken.IsCancellationRequested && exception is SocketException or IOException or OperationCanceledException)
            {
            }
        }
    }

    private async Task<IPAddress[]> FindAsync(string host, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(host, out var literal))
            return [literal];
        try
        {
            // A resolver of the system can't be stopped: the attempt ends without it.
            var found = await network.Resolve(host, cancellationToken).WaitAsync(cancellationToken);
            return found.Length > 0 ? found : throw new WebhookRefusedException(WebhookErrors.NameUnknown);
        }
        catch (Exception exception) when (exception is SocketException or ArgumentException)
        {
            throw new WebhookRefusedException(WebhookErrors.NameUnknown);
        }
    }
}
