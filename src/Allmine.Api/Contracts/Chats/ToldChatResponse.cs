using System.Text.Json.Serialization;
using Allmine.Api.Contracts.Messages;

namespace Allmine.Api.Contracts.Chats;

/// <summary>A chat as everybody in it is told, without what is a reader's own.</summary>
public sealed record ToldChatResponse
{
    [JsonPropertyName("_id")]
    public required string Id { get; init; }

    /// <summary><c>direct</c> or <c>group</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The title of a group, if it has one; null for a direct chat.</summary>
    public string? Title { get; init; }

    /// <summary>Everybody in it; null in <c>chat.updated</c>, where a line says who has changed.</summary>
    public IReadOnlyList<ToldMemberResponse>? Members { get; init; }

    /// <summary>Null: it is a message of its own.</summary>
    public MessageResponse? LastMessage { get; init; }

    /// <summary>The number of the last message; 0 if there is none yet.</summary>
    public long LastSequence { get; init; }

    /// <summary>Null: it is a reader's own.</summary>
    public long? UnreadCount { get; init; }

    /// <summary>When it was opened, UTC.</summary>
    public DateTime CreatedAt { get; init; }

    /// <summary>When its last message was sent, or it was opened, UTC.</summary>
    public DateTime UpdatedAt { get; init; }

    /// <summary>Null: it is a reader's own.</summary>
    public long? UnreadMentions { get; init; }

    /// <summary>The number of the chat's last change.</summary>
    public long LastChange { get; init; }

    /// <summary>The photo of a group, if it has one.</summary>
    public MediaResponse? Photo { get; init; }

    /// <summary>Null: they are a reader's own.</summary>
    public ChatSettingsResponse? Settings { get; init; }

    /// <summary>The number of the change of the chat itself; null in <c>chat.created</c>, where what one hears goes on from <c>lastChange</c>.</summary>
    public long? Change { get; init; }
}
