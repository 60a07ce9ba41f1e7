using Allmine.Api.Http.Json;
using Allmine.Application.Messages.SendMessage;
using Allmine.Application.Ports.Files;

namespace Allmine.Api.Contracts.Messages;

/// <summary>What every send has, whether it comes alone or in a batch.</summary>
public abstract record SendFields
{
    /// <summary>What is sent. The kind of a media file is not asked for: it is found from its bytes.</summary>
    /// <example>text</example>
    public string? Type { get; init; }

    /// <summary>The chat, 24 hexadecimal digits. May be left out when <c>targetUserId</c> is given.</summary>
    /// <example>64d15f9e2e6c8f4d5a123456</example>
    public string? ChatId { get; init; }

    /// <summary>
    /// The person addressed, 24 hexadecimal digits. Alone: the direct chat with that person, created if there is none yet.
    /// With <c>chatId</c>: must be another member of that chat. Of a credit transfer: who gets the credits.
    /// </summary>
    /// <example>64d15f9e2e6c8f4d5a654321</example>
    public string? TargetUserId { get; init; }

    /// <summary>The words of a text (required there), the caption of a file, the note of a transfer.</summary>
    /// <example>Hello there!</example>
    public string? Content { get; init; }

    /// <summary>The id or the name of a file that the sender uploaded before; by name, the newest of that name.</summary>
    /// <example>profile-photo.jpg</example>
    public string? File { get; init; }

    /// <summary>
    /// What a credit transfer moves, to <c>targetUserId</c> or to the other member of a direct chat; for other types it may not be given.
    /// </summary>
    public CreditTransferRequest? CreditTransfer { get; init; }

    /// <summary>
    /// The sender's own data, such as an order's id: a JSON object of at most 4,096 bytes and 4 levels, whose names have 1 to 64 characters. It
    /// comes back as it was sent, is never interpreted and never searched.
    /// </summary>
    /// <example>{ "order": "A-1042" }</example>
    public JsonText? Metadata { get; init; }

    /// <summary>"Don't disturb for this one": passed on to whoever notifies. False if left out.</summary>
    public bool? Silent { get; init; }

    /// <summary>The id of the message of the same chat that this one answers.</summary>
    public string? ReplyTo { get; init; }

    /// <summary>The ids of members whom the message mentions, the sender aside.</summary>
    public IReadOnlyList<string?>? Mentions { get; init; }

    /// <summary>
    /// Sends only if the chat is still as the sender knows it: else 412 <c>chat.moved</c>, with the last number in <c>Chat-Sequence</c>. Of many at
    /// once with the same expectation one is sent.
    /// </summary>
    public ExpectRequest? Expect { get; init; }

    /// <summary>The send as a command.</summary>
    /// <param name="upload">The bytes of a file that came with it.</param>
    /// <param name="key">Its idempotency key.</param>
    /// <param name="dryRun">Whether to check everything and write nothing.</param>
    internal SendMessageCommand ToCommand(IReceivedFile? upload = null, string? key = null, bool dryRun = false) => new(
        Type, ChatId, TargetUserId, Content, File, upload, CreditTransfer is { } credits ? new CreditTransferPart(credits.Amount) : null, key, dryRun)
    {
        Metadata = Metadata?.Text,
        Silent = Silent,
        ReplyTo = ReplyTo,
        Mentions = Mentions,
        Expect = Expect is { } expect ? new ExpectPart(expect.LastSequence) : null,
    };
}
