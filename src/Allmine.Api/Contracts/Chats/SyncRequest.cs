using System.Text.Json.Serialization;
using Allmine.Api.Http.Json;

namespace Allmine.Api.Contracts.Chats;

/// <summary>What the caller holds of which chats.</summary>
public sealed record SyncRequest
{
    /// <summary>By the chat's id, the number of the last change that the caller knows: 0 for none. 200 chats at most.</summary>
    /// <example>{ "64d15f9e2e6c8f4d5a123456": 12 }</example>
    [JsonConverter(typeof(SyncChatsConverter))]
    public IReadOnlyList<KeyValuePair<string, long>>? Chats { get; init; }
}
