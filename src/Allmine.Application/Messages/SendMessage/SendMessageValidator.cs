using Allmine.Application.Ports.Idempotency;
using Allmine.Application.Validation;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Credits;
using Allmine.Domain.Errors;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;
using FluentValidation;

namespace Allmine.Application.Messages.SendMessage;

internal sealed class SendMessageValidator : AbstractValidator<SendMessageCommand>
{
    public const string ExpectedSequenceField = "expect.lastSequence";

    public SendMessageValidator(MessageOptions options)
    {
        RuleFor(command => command.Type).MustSatisfy(TypeViolation);
        RuleFor(command => command.ChatId).IsIdOf<SendMessageCommand, Chat>("chatId");
        RuleFor(command => command.ChatId).MustSatisfy((command, chatId) =>
            chatId is null && command.TargetUserId is null ? new ErrorDetail(ErrorCode.Required, "chatId", "targetUserId") : null);
        RuleFor(command => command.TargetUserId).IsIdOf<SendMessageCommand, User>("targetUserId");
        RuleFor(command => command.Content).MustSatisfy((command, content) =>
            KindOf(command) == MessageKind.Text ? MessageText.Violation(content) : MessageText.CaptionViolation(content));
        RuleFor(command => command.File).MustSatisfy(FileViolation);
        RuleFor(command => command.CreditTransfer).MustSatisfy((command, part) => CreditTransferViolation(command, part, options.MaxCreditTransfer));
        RuleFor(command => command.Metadata).MustSatisfy(MessageMetadata.Violation);
        RuleFor(command => command.ReplyTo).IsIdOf<SendMessageCommand, Message>("replyTo");
        RuleFor(command => command.Mentions).MustSatisfy(MentionsViolation);
        RuleFor(command => command.Expect).MustSatisfy(ExpectViolation);
        RuleFor(command => command.IdempotencyKey).MustSatisfy((command, key) =>
            KindOf(command) == MessageKind.CreditTransfer && !command.DryRun
                ? IdempotencyKeyRules.RequiredViolation(key)
                : IdempotencyKeyRules.Violation(key));
    }

    private static MessageKind? KindOf(SendMessageCommand command) => MessageKindNames.Parse(command.Type);

    private static ErrorDetail? TypeViolation(string? type) => type switch
    {
        null => new ErrorDetail(ErrorCode.Required, "type"),
        _ when !MessageKindNames.Names.Contains(type) => new ErrorDetail(ErrorCode.AllowedValues, "type", string.Join(", ", MessageKindNames.Names)),
        _ => null,
    };

    private static ErrorDetail? FileViolation(SendMessageCommand command, string? file) => (KindOf(command), file) switch
    {
        (MessageKind.CreditTransfer, _) when file is not null || command.Upload is not null => new ErrorDetail(ErrorCode.NotAllowed, "file"),
        (MessageKind.Media, null or "") when command.Upload is null => new ErrorDetail(ErrorCode.Required, "file"),
        (_, "") => new ErrorDetail(ErrorCode.Blank, "file"),
        _ => null,
    };

    private static ErrorDetail? MentionsViolation(IReadOnlyList<string?>? mentions)
    {
        if (mentions is null)
            return null;
        if (mentions.Count > MessageAttributes.MaxMentions)
            return new ErrorDetail(ErrorCode.TooMany, FieldNames.Mentions, MessageAttributes.MaxMentions);
        var seen = new HashSet<Id<User>>();
        foreach (var text in mentions)
        {
            if (!Id<User>.TryParse(text, out var id))
                return new ErrorDetail(ErrorCode.Format, FieldNames.Mentions);
            if (!seen.Add(id))
                return new ErrorDetail(ErrorCode.Duplicate, FieldNames.Mentions);
        }

        return null;
    }

    private static ErrorDetail? ExpectViolation(ExpectPart? expect) => expect switch
    {
        null => null,
        { LastSequence: null } => new ErrorDetail(ErrorCode.Required, ExpectedSequenceField),
        { LastSequence: < 0 } => new ErrorDetail(ErrorCode.Range, ExpectedSequenceField, 0L, long.MaxValue),
        _ => null,
    };

    private static ErrorDetail? CreditTransferViolation(SendMessageCommand command, CreditTransferPart? part, long greatest) => (KindOf(command), part) switch
    {
        (MessageKind.CreditTransfer, { Amount: null } or null) => new ErrorDetail(ErrorCode.Required, "creditTransfer.amount"),
        (MessageKind.CreditTransfer, { Amount: { } amount }) when amount < CreditAmount.Least || amount > greatest =>
            new ErrorDetail(ErrorCode.Range, "creditTransfer.amount", CreditAmount.Least, greatest),
        (MessageKind.Text or MessageKind.Media, not null) => new ErrorDetail(ErrorCode.NotAllowed, "creditTransfer"),
        _ => null,
    };
}
