using Allmine.Application.Ports.Webhooks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Allmine.Infrastructure.Webhooks;

public static class DependencyInjection
{
    /// <summary>Adds what sends webhooks and what keeps their secrets.</summary>
    public static IServiceCollection AddWebhooks(this IServiceCollection services, WebhookSenderOptions sender, WebhookKeyOptions key)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(new WebhookNetwork());
        services.AddSingleton<IWebhookSender>(provider => new HttpWebhookSender(sender, provider.GetRequiredService<WebhookNetwork>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IWebhookCipher>(new AesWebhookCipher(key));
        return services;
    }
}
