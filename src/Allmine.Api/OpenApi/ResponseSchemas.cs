using Allmine.Api.Contracts;
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
        (nameof(MessageResponse), "type", [.. MessageKinds.Names, MessageKinds.Unreadable]),
        (nameof(MediaResponse), "type", MediaKinds.Names),
        (nameof(FileResponse), "type", MediaKinds.Names),
        (nameof(TransactionResponse), "direction", LedgerDirections.Names),
        (nameof(OutcomeResponse), "status", OutcomeStatuses.All),
    ];

    public static void Complete(OpenApiDocument document)
    {
        foreach (var (schema, name, values) in ClosedSets)
        {
            var property = document.Definitions[schema].Properties[name];
            foreach (var value in values)
                property.Enumeration.Add(value);
        }
    }
}
