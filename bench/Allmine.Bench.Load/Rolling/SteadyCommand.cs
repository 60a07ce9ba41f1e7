using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Allmine.Bench.Load.Suite;

namespace Allmine.Bench.Load.Rolling;

/// <summary>
/// Clients that send at a steady rate, each text with a key, and repeat what gets no 201 until it does, as the clients of the service do: what do they
/// notice?
/// </summary>
internal static class SteadyCommand
{
    public static async Task<int> RunAsync(Arguments arguments, CancellationToken cancellationToken)
    {
        var (url, tokens) = (new Uri(arguments.Text("url")), TokenIssuer.From(arguments));
        var (rate, seconds) = (arguments.Number("rate", 100), arguments.Number("seconds", 60));
        using var preparation = new Preparation(url, tokens, HandlerFor(arguments));
        var chats = await preparation.CreateAsync(arguments.Number("chats", 200), cancellationToken);
        using var sender = new SteadySender(url, tokens, chats, rate) { Handler = HandlerFor(arguments), Name = arguments.Text("name", "steady"), Repeats = true };
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var start = Stopwatch.GetTimestamp();
        end.CancelAfter(TimeSpan.FromSeconds(seconds));
        await sender.RunAsync(end.Token);
        var times = sender.Seconds.Order().ToArray();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{times.Length} texts in {Stopwatch.GetElapsedTime(start).TotalSeconds:f0} s, {rate} a second; their attempts were answered"));
        foreach (var (answer, count) in sender.Answers.OrderBy(entry => entry.Key))
            Console.WriteLine($"  {count,6}  {answer}");
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"until the 201, repetitions included: median {1000 * Statistics.Median(times):f0} ms, 99 % within {1000 * times[times.Length * 99 / 100]:f0} ms, longest {1000 * times[^1]:f0} ms"));
        var sent = sender.Answers.GetValueOrDefault("201");
        Console.WriteLine(sent == times.Length ? "Every text was answered with 201 in the end." : $"WRONG: {times.Length - sent} texts had no 201.");
        return sent == times.Length ? 0 : 1;
    }

    /// <summary>Calls the address instead of what the name means, and trusts just the certificate.</summary>
    private static SocketsHttpHandler HandlerFor(Arguments arguments)
    {
        var handler = new SocketsHttpHandler();
        if (arguments.Has("address"))
        {
            var address = IPAddress.Parse(arguments.Text("address"));
            handler.ConnectCallback = async (context, cancellationToken) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await socket.ConnectAsync(address, context.DnsEndPoint.Port, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            };
        }

        if (arguments.Has("certificate"))
        {
            var trusted = X509CertificateLoader.LoadCertificateFromFile(arguments.Text("certificate")).GetCertHashString();
            handler.SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.GetCertHashString() == trusted };
        }

        return handler;
    }
}
