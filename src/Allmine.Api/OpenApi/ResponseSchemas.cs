using Allmine.Api.Contracts.Batches;
using Allmine.Api.Contracts.Chats;
using Allmine.Api.Contracts.Credits;
using Allmine.Api.Contracts.Feed;
using Allmine.Api.Contracts.Files;
using Allmine.Api.Contracts.Messages;
using Allmine.Api.Contracts.Webhooks;
using Allmine.Application.Ports.Feed;
using Allmine.Application.Webhooks;
using Allmine.Domain.Chats;
using Allmine.Domain.Credits;
using Allmine.Domain.Media;
using Allmine.Domain.Messages;
using NSwag;

namespace Allmine.Api.OpenApi;

/// <summary>Writes into the document which values a property of an answer can have, where they are few and known.</summary>
internal static class ResponseSchemas
{
    private static readonly (string Schema, string Property, IReadOnlyList<string> Values)[] ClosedSets =
    [
        (nameof(MessageResponse), "type", [.. MessageKindNames.StoredNames, MessageKindNames.Unreadable]),
        (nameof(ChatResponse), "kind", ChatKindNames.Names),
        (nameof(ChatDetailsResponse), "kind", ChatKindNames.Names),
        (nameof(ToldChatResponse), "kind", ChatKindNames.Names),
        (nameof(MemberResponse), "role", ChatRoleNames.Names),
        (nameof(ToldMemberResponse), "role", ChatRoleNames.Names),
        (nameof(MediaResponse), "type", MediaKindNames.Names),
        (nameof(FileResponse), "type", MediaKindNames.Names),
        (nameof(TransactionResponse), "direction", LedgerDirectionNames.Names),
        (nameof(OutcomeResponse), "status", OutcomeStatuses.All),
        (nameof(BatchOutcomeResponse), "status", OutcomeStatuses.All),
        (nameof(FeedItemResponse), "type", FeedTypeNames.All),
        (nameof(DeliveryResponse), "status", DeliveryStatusNames.All),
        (nameof(DeliveryResponse), "type", FeedTypeNames.All),
    ];

    public static void Complete(OpenApiDocument document)
    {
        foreach (var (schema, name, values) in ClosedSets)
        {
            var property = document.Definitions[schema].Properties[name];
            foreach (var value in values)
                property.Enumeration.Add(value);
        }

        var types = document.Definitions[nameof(WebhookResponse)].Properties["types"];
        types.Item = FeedSchemas.TypeIn(document);
        document.Definitions[nameof(WebhookResponse)].Properties["name"].Pattern = WebhookRules.NamePattern;
    }
}
