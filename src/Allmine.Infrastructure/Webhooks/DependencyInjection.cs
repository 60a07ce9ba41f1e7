using Allmine.Application.Ports.Webhooks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Allmine.Infrastructure.Webhooks;

public static class DependencyInjection
{
    /// <summary>Adds what sends webhooks and what keeps their secrets.</summary>
    /// <param name="services">Where they are added.</param>
    /// <param name="sender">Made when the first one is wanted: what it allows may depend on where the service listens.</param>
    /// <param name="key">Of the deployment.</param>
    public static IServiceCollection AddWebhooks(this IServiceCollection services, Func<IServiceProvider, WebhookSenderOptions> sender, WebhookKeyOptions key)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(new WebhookNetwork());
        services.AddSingleton<IWebhookSender>(provider => new HttpWebhookSender(sender(provider), provider.GetRequiredService<WebhookNetwork>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IWebhookCipher>(new AesWebhookCipher(key));
        return services;
    }
}
