using Allmine.Api.Http.Json;
using Allmine.Application.Messages.EditMessage;
using Allmine.Domain;

namespace Allmine.Api.Contracts.Messages;

/// <summary>What is to change of a message. What is left out stays; null takes away.</summary>
public sealed record EditMessageRequest
{
    private Change<string> content;
    private Change<JsonText> metadata;

    /// <summary>The words of a text, or the caption of a file. A text can't do without.</summary>
    /// <example>Hello there, all of you!</example>
    public string? Content
    {
        get => content.Value;
        set => content = Change<string>.To(value);
    }

    /// <summary>The sender's own data, as of a send.</summary>
    /// <example>{ "order": "A-1043" }</example>
    public JsonText? Metadata
    {
        get => metadata.Value;
        set => metadata = Change<JsonText>.To(value);
    }

    /// <summary>The edit as a command.</summary>
    /// <param name="messageId">The message.</param>
    /// <param name="ifMatch">Which version it must have.</param>
    internal EditMessageCommand ToCommand(string messageId, string? ifMatch) =>
        new(messageId, content, metadata.IsGiven ? Change<string>.To(metadata.Value?.Text) : default, ifMatch);
}
