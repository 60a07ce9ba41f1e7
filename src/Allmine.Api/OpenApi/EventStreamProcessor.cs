using Allmine.Api.Contracts.Events;
using Allmine.Api.Contracts.Messages;
using Allmine.Api.Controllers;
using Allmine.Api.Events;
using NJsonSchema;
using NSwag;
using NSwag.Generation.Processors;
using NSwag.Generation.Processors.Contexts;

namespace Allmine.Api.OpenApi;

/// <summary>Documents the stream of events: an example of each, and the schemas of their data.</summary>
internal sealed class EventStreamProcessor : IOperationProcessor
{
    private static readonly (string Name, string Summary, Type? Data)[] Offered =
    [
        (EventNames.MessageCreated, "A message was sent", typeof(MessageResponse)),
        (EventNames.MessageRead, "A member has read a chat up to a message", typeof(MessageReadEvent)),
        (EventNames.CreditsChanged, "The caller's balance has changed", typeof(CreditsChangedEvent)),
        (EventNames.Reset, "Events may have been missed", null),
    ];

    public bool Process(OperationProcessorContext context)
    {
        if (context.ControllerType != typeof(EventsController))
            return true;
        var stream = new OpenApiMediaType { Schema = new JsonSchema { Type = JsonObjectType.String } };
        foreach (var (name, summary, data) in Offered)
        {
            if (data is not null && !context.Document.Definitions.ContainsKey(data.Name))
                context.SchemaGenerator.Generate(data, context.SchemaResolver);
            var json = data is null ? "{}" : Examples.OneLine(data.Name);
            stream.Examples[name] = new OpenApiExample
            {
                Summary = summary,
                Value = $"id: 8265A50A3C000000012B0429296E1404\nevent: {name}\ndata: {json}\n\n",
            };
        }

        var response = context.OperationDescription.Operation.Responses["200"];
        response.Content.Clear();
        response.Content[EventStream.ContentType] = stream;
        return true;
    }
}
