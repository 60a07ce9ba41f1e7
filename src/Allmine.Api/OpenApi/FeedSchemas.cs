using Allmine.Api.Contracts.Chats;
using Allmine.Api.Contracts.Events;
using Allmine.Api.Contracts.Feed;
using Allmine.Api.Contracts.Messages;
using Allmine.Api.Contracts.Users;
using Allmine.Api.Controllers;
using Allmine.Api.Events;
using Allmine.Application.Ports.Feed;
using Newtonsoft.Json.Linq;
using NJsonSchema;
using NSwag;
using NSwag.Generation.Processors;
using NSwag.Generation.Processors.Contexts;

namespace Allmine.Api.OpenApi;

/// <summary>Documents the feed: what the data of each type of event are, and its stream.</summary>
internal sealed class FeedSchemas : IOperationProcessor
{
    private static readonly (FeedType Type, string Summary, Type Data)[] Offered =
    [
        (FeedType.MessageCreated, "A message was sent", typeof(MessageResponse)),
        (FeedType.MessageUpdated, "A message was edited, pinned or unpinned, or its thumbnail is there", typeof(MessageResponse)),
        (FeedType.MessageDeleted, "A message was deleted: its tombstone", typeof(MessageResponse)),
        (FeedType.MessageReacted, "A member has put a reaction, or taken it back", typeof(FeedReactedData)),
        (FeedType.MessageRead, "A member has read a chat up to a message", typeof(MessageReadEvent)),
        (FeedType.MessageDelivered, "A chat has come to a member's devices up to a message", typeof(MessageReadEvent)),
        (FeedType.ChatCreated, "A chat was opened", typeof(ToldChatResponse)),
        (FeedType.ChatUpdated, "The title, the photo, the members or their roles have changed", typeof(ToldChatResponse)),
        (FeedType.UserUpdated, "A user is new in the directory, or has changed there", typeof(UserResponse)),
        (FeedType.CreditsChanged, "A balance has changed", typeof(FeedCreditsChangedData)),
        (FeedType.CreditsGranted, "A user was granted credits", typeof(FeedCreditsGrantedData)),
        (FeedType.CreditsTransferred, "Credits were sent from one user to another", typeof(FeedCreditsTransferredData)),
        (FeedType.BlockChanged, "A user has blocked another, or has taken that back", typeof(FeedBlockChangedData)),
    ];

    public bool Process(OperationProcessorContext context)
    {
        if (context.ControllerType != typeof(FeedController))
            return true;
        foreach (var type in Offered.Select(offered => offered.Data).Append(typeof(FeedItemResponse)).Distinct().Where(type => !context.Document.Definitions.ContainsKey(type.Name)))
            context.SchemaGenerator.Generate(type, context.SchemaResolver);
        if (context.MethodInfo.Name == nameof(FeedController.Follow))
            DescribeStream(context.Document, context.OperationDescription.Operation);
        return true;
    }

    /// <summary>The data are one of several, and the type says which.</summary>
    public static void Complete(OpenApiDocument document)
    {
        var data = document.Definitions[nameof(FeedItemResponse)].Properties["data"];
        (data.Type, data.AdditionalPropertiesSchema) = (JsonObjectType.None, null);
        data.IsNullableRaw = null;
        var kinds = Offered.GroupBy(offered => offered.Data.Name, offered => $"`{FeedTypeNames.NameOf(offered.Type)}`");
        data.Description += $" By `type`: {string.Join("; ", kinds.Select(kind => $"{string.Join(", ", kind)} `{kind.Key}`"))}.";
        foreach (var type in Offered.Select(offered => offered.Data).Distinct())
            data.AnyOf.Add(new JsonSchema { Reference = document.Definitions[type.Name] });
    }

    /// <summary>The name of the schema of the types' names.</summary>
    public const string TypeSchema = "FeedEventType";

    /// <summary>The names of the types, which requests and answers share.</summary>
    public static JsonSchema TypeIn(OpenApiDocument document)
    {
        if (!document.Definitions.TryGetValue(TypeSchema, out var types))
        {
            document.Definitions[TypeSchema] = types = new JsonSchema { Type = JsonObjectType.String, Description = "A type of events." };
            foreach (var name in FeedTypeNames.All)
                types.Enumeration.Add(name);
        }

        return new JsonSchema { Reference = types };
    }

    private static void DescribeStream(OpenApiDocument document, OpenApiOperation operation)
    {
        var data = new OpenApiMediaType { Schema = new JsonSchema { Reference = document.Definitions[nameof(FeedItemResponse)] } };
        foreach (var (type, summary, body) in Offered)
            data.Examples[FeedTypeNames.NameOf(type)] = new OpenApiExample { Summary = summary, Value = ItemOf(type, body) };
        operation.Description +=
            $"\n\nOne event of the stream:\n\n```\nid: {Examples.Position}\nevent: {FeedTypeNames.NameOf(FeedType.CreditsChanged)}\n"
            + $"data: {ItemOf(FeedType.CreditsChanged, typeof(FeedCreditsChangedData)).ToString(Newtonsoft.Json.Formatting.None)}\n```";
        var response = operation.Responses["200"];
        response.Content.Clear();
        response.Content[EventStream.ContentType] = data;
    }

    private static JToken ItemOf(FeedType type, Type data)
    {
        var body = Examples.Parse(Examples.OneLine(data.Name));
        var chat = body["chatId"] ?? (data == typeof(ToldChatResponse) ? body["_id"] : null);
        var change = type == FeedType.ChatCreated ? null : body["change"];
        return new JObject
        {
            ["position"] = Examples.Position,
            ["type"] = FeedTypeNames.NameOf(type),
            ["chatId"] = type == FeedType.CreditsTransferred ? "64d15f9e2e6c8f4d5a654321" : chat?.DeepClone(),
            ["change"] = change?.DeepClone(),
            ["data"] = body,
            ["createdAt"] = "2026-01-15T10:30:00.000Z",
        };
    }
}
