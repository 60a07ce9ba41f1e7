namespace Allmine.Api.Contracts.Webhooks;

/// <summary>Where events are to be sent, and which. Of a webhook that is there, what is left out stays.</summary>
public sealed record PutWebhookRequest
{
    /// <summary>Where: https, at most 2,048 characters, without user and fragment, a name of another script in its ASCII form (xn--). A new webhook needs it.</summary>
    /// <example>https://hooks.example.com/allmine</example>
    public string? Url { get; init; }

    /// <summary>The types of events; a new webhook hears all of them.</summary>
    /// <example>["message.created", "message.updated", "message.deleted"]</example>
    public IReadOnlyList<string>? Types { get; init; }

    /// <summary>Whether events are sent; true for a new webhook.</summary>
    /// <example>true</example>
    public bool? Active { get; init; }

    /// <summary><c>now</c> (if left out), or the position of the feed after which a new webhook begins.</summary>
    /// <example>now</example>
    public string? From { get; init; }
}
