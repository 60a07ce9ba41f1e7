using Allmine.Api.Contracts.Feed;
using Allmine.Api.Contracts.Webhooks;
using Allmine.Api.Http.Json;
using Allmine.Application.Feed;
using Allmine.Application.Ports.Feed;
using Allmine.Application.Ports.Webhooks;
using Allmine.Application.Webhooks;
using AutoMapper;

namespace Allmine.Api.Mapping;

/// <summary>How the feed and webhooks become what callers read.</summary>
internal sealed class WebhookProfile : Profile
{
    public WebhookProfile()
    {
        CreateMap<ToldEvent, FeedItemResponse>().ConvertUsing(told => new FeedItemResponse
        {
            Position = told.Position,
            Type = FeedTypeNames.NameOf(told.Entry.Type),
            ChatId = Text(told.Entry.ChatId),
            Change = told.Entry.Change,
            Data = new JsonText(told.Entry.Data),
            CreatedAt = told.Entry.CreatedAt,
        });
        CreateMap<FeedPage, FeedResponse>().ForMember(response => response.Reset, map => map.MapFrom(page => page.IsReset));
        CreateMap<WebhookBacklog, WebhookBacklogResponse>();
        CreateMap<WebhookView, WebhookResponse>().ConvertUsing((view, _, context) => new WebhookResponse
        {
            Name = view.Webhook.Name,
            Url = view.Webhook.Url,
            Types = [.. view.Webhook.Types.Select(FeedTypeNames.NameOf)],
            Active = view.Webhook.IsActive,
            InactiveSince = view.Webhook.OffSince,
            Secret = view.Secret,
            CreatedAt = view.Webhook.CreatedAt,
            Backlog = context.Mapper.Map<WebhookBacklogResponse>(view.Backlog),
        });
        CreateMap<WebhookAnswer, WebhookTestResponse>().ForMember(response => response.DurationMs, map => map.MapFrom(answer => (long)answer.Duration.TotalMilliseconds));
        CreateMap<DeliveryView, DeliveryResponse>().ConvertUsing(view => new DeliveryResponse
        {
            Id = view.DeliveryId,
            WebhookId = view.EventId,
            Status = DeliveryStatusNames.NameOf(view.Status),
            Attempts = view.Attempts,
            Position = view.Position,
            Type = FeedTypeNames.NameOf(view.Entry.Type),
            ChatId = Text(view.Entry.ChatId),
            Change = view.Entry.Change,
            StatusCode = view.StatusCode,
            Error = view.Error,
            CreatedAt = view.Entry.CreatedAt,
            NextAttemptAt = view.NextAttemptAt,
            EndedAt = view.EndedAt,
        });
        CreateMap<DeliveriesPage, DeliveriesResponse>();
    }

    private static string? Text<T>(Domain.Id<T>? id)
        where T : class => id?.ToString();
}
