using Allmine.Application.Authorization;
using Allmine.Application.Ports.Files;
using MediatR;

namespace Allmine.Application.Messages.SendMessage;

/// <summary>Sends a message to a chat or a person, as the caller wrote it.</summary>
/// <param name="Type">One of <see cref="Domain.Messages.MessageKindNames.Names"/>.</param>
/// <param name="ChatId">The chat; may be left out if <paramref name="TargetUserId"/> is given.</param>
/// <param name="TargetUserId">The person; may be left out if <paramref name="ChatId"/> is given.</param>
/// <param name="Content">The words, caption or note.</param>
/// <param name="File">The identifier or name of a file that the sender uploaded before.</param>
/// <param name="Upload">A file that came with the request, instead of <paramref name="File"/>. Its owner disposes of it.</param>
/// <param name="CreditTransfer">What a credit transfer moves.</param>
/// <param name="IdempotencyKey">Makes a repetition safe; null for none.</param>
/// <param name="DryRun">Whether to check everything and write nothing.</param>
[RequiresCaller(RequiredCaller.ActingUser)]
public sealed record SendMessageCommand(
    string? Type,
    string? ChatId,
    string? TargetUserId,
    string? Content,
    string? File,
    IReceivedFile? Upload,
    CreditTransferPart? CreditTransfer,
    string? IdempotencyKey,
    bool DryRun) : IRequest<SendMessageResult>
{
    /// <summary>The caller's own data: a JSON value as it was written. Its rules are those of <see cref="MessageMetadata"/>.</summary>
    public string? Metadata { get; init; }

    /// <summary>Whether nobody is to be disturbed; null for no word of it.</summary>
    public bool? Silent { get; init; }

    /// <summary>The message of the same chat that it answers.</summary>
    public string? ReplyTo { get; init; }

    /// <summary>Members of the chat, the sender aside.</summary>
    public IReadOnlyList<string?>? Mentions { get; init; }

    /// <summary>What must hold of the chat when the message is committed.</summary>
    public ExpectPart? Expect { get; init; }
}

/// <param name="LastSequence">The number of the chat's last message; 0 for none.</param>
public sealed record ExpectPart(long? LastSequence);

/// <param name="Amount">Whole credits.</param>
public sealed record CreditTransferPart(long? Amount);
