namespace Allmine.Api.Contracts.Messages;

/// <summary>What must hold when the message is committed.</summary>
public sealed record ExpectRequest
{
    /// <summary>The number of the chat's last message; 0 for a chat without any, and for a direct chat that does not exist yet.</summary>
    /// <example>12</example>
    public long? LastSequence { get; init; }
}
