namespace Allmine.Bench.Limit;

/// <summary>A message on its way into a store, which gives it its number.</summary>
internal sealed class NewMessage(string id, string chatId, string senderId, string? content, DateTimeOffset createdAt)
{
    private readonly TaskCompletionSource<long> stored = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Id { get; } = id;

    public string ChatId { get; } = chatId;

    public string SenderId { get; } = senderId;

    public string? Content { get; } = content;

    /// <summary>What the message moves, of a credit transfer.</summary>
    public Transfer? Transfer { get; init; }

    /// <summary>The idempotency key of a credit transfer, which has to have one.</summary>
    public string? Key { get; init; }

    public DateTimeOffset CreatedAt { get; } = createdAt;

    /// <summary>The message's number in its chat, given within the round; of no meaning before.</summary>
    public long Sequence { get; set; }

    /// <summary>Ends with the message's number once it is durable.</summary>
    public Task<long> Stored => stored.Task;

    public void Answer() => stored.TrySetResult(Sequence);

    public void Fail(Exception exception) => stored.TrySetException(exception);
}
