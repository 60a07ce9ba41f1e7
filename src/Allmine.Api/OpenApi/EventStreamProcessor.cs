using Allmine.Api.Contracts.Chats;
using Allmine.Api.Contracts.Events;
using Allmine.Api.Contracts.Messages;
using Allmine.Api.Controllers;
using Allmine.Api.Events;
using NJsonSchema;
using NSwag;
using NSwag.Generation.Processors;
using NSwag.Generation.Processors.Contexts;

namespace Allmine.Api.OpenApi;

/// <summary>
/// Documents the stream of events. OpenAPI 3.0 has no words for a stream: the schema and the examples are of the data of one
/// event, as generators understand it, and the description shows what the stream looks like.
/// </summary>
internal sealed class EventStreamProcessor : IOperationProcessor
{
    private static readonly (string Name, string Summary, Type Data)[] Offered =
    [
        (EventNames.MessageCreated, "A message was sent", typeof(MessageResponse)),
        (EventNames.MessageUpdated, "A message was edited, pinned or unpinned, or its thumbnail is there. It comes whole, but for `readBy` and `deliveredTo`", typeof(MessageResponse)),
        (EventNames.MessageDeleted, "A message was deleted: its tombstone", typeof(MessageResponse)),
        (EventNames.MessageReacted, "A member has put a reaction, or taken it back", typeof(MessageReactedEvent)),
        (EventNames.MessageDelivered, "A chat has come to a member's devices up to a message", typeof(MessageReadEvent)),
        (EventNames.MessageRead, "A member has read a chat up to a message", typeof(MessageReadEvent)),
        (EventNames.ChatCreated, "A chat was opened with the caller in it, or the caller was added to it. `change` is null: what one hears goes on from `lastChange`", typeof(ToldChatResponse)),
        (EventNames.ChatUpdated, "The title, the photo, the members or their roles have changed; the line before it says which, and `members` is null", typeof(ToldChatResponse)),
        (EventNames.ChatLeft, "The caller is no member of the chat any more", typeof(ChatLeftEvent)),
        (EventNames.ChangeHidden, "Something has changed that the caller does not see, since it was sent before they came", typeof(ChangeHiddenEvent)),
        (EventNames.SettingsChanged, "The caller's own settings of a chat have changed", typeof(SettingsChangedEvent)),
        (EventNames.CreditsChanged, "The caller's balance has changed", typeof(CreditsChangedEvent)),
    ];

    public bool Process(OperationProcessorContext context)
    {
        if (context.ControllerType != typeof(EventsController))
            return true;
        var data = new OpenApiMediaType { Schema = new JsonSchema { Description = "The `data` of an event: its `event` says which. That of `reset` is empty." } };
        foreach (var (name, summary, type) in Offered)
        {
            if (!context.Document.Definitions.ContainsKey(type.Name))
                context.SchemaGenerator.Generate(type, context.SchemaResolver);
            if (!data.Schema.AnyOf.Any(known => known.Reference == context.Document.Definitions[type.Name]))
                data.Schema.AnyOf.Add(new JsonSchema { Reference = context.Document.Definitions[type.Name] });
            data.Examples[name] = new OpenApiExample { Summary = summary, Value = Examples.Parse(Examples.OneLine(type.Name)) };
        }

        var operation = context.OperationDescription.Operation;
        operation.Description +=
            $"\n\nOne event of the stream:\n\n```\nid: {Examples.EventId}\nevent: {EventNames.CreditsChanged}\ndata: {Examples.OneLine(nameof(CreditsChangedEvent))}\n```";
        var response = operation.Responses["200"];
        response.Content.Clear();
        response.Content[EventStream.ContentType] = data;
        return true;
    }
}
