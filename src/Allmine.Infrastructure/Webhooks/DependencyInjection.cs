using Allmine.Application.Ports.Webhooks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Allmine.Infrastructure.Webhooks;

public static class DependencyInjection
{
    /// <summary>Adds what sends to receivers, and what encrypts their secrets.</summary>
    /// <param name="services">To add to.</param>
    /// <param name="options">Where it may be sent.</param>
    /// <param name="encryptionKey">32 bytes; null for none.</param>
    public static IServiceCollection AddWebhookSending(this IServiceCollection services, WebhookSenderOptions options, byte[]? encryptionKey)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(WebhookNetwork.System);
        services.AddSingleton(options);
        services.AddSingleton<IWebhookSender, HttpWebhookSender>();
        services.AddSingleton<IWebhookCipher>(_ => new AesWebhookCipher(encryptionKey));
        return services;
    }
}
