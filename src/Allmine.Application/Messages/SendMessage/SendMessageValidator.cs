using Allmine.Application.Validation;
using Allmine.Domain.Chats;
using Allmine.Domain.Credits;
using Allmine.Domain.Errors;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;
using FluentValidation;

namespace Allmine.Application.Messages.SendMessage;

internal sealed class SendMessageValidator : AbstractValidator<SendMessageCommand>
{
    public SendMessageValidator(MessageOptions options)
    {
        RuleFor(command => command.Type).Obeys(TypeViolation);
        RuleFor(command => command.ChatId).IsIdOf<SendMessageCommand, Chat>("chatId");
        RuleFor(command => command.ChatId).Obeys((command, chatId) =>
            chatId is null && command.TargetUserId is null ? new Fault(ErrorCode.Required, "chatId") : null);
        RuleFor(command => command.TargetUserId).IsIdOf<SendMessageCommand, User>("targetUserId");
        RuleFor(command => command.Content).Obeys((command, content) =>
            KindOf(command) == MessageKind.Text ? MessageText.Violation(content) : MessageText.CaptionViolation(content));
        RuleFor(command => command.File).Obeys(FileViolation);
        RuleFor(command => command.CreditTransfer).Obeys((command, part) => CreditTransferViolation(command, part, options.MaxCreditTransfer));
        RuleFor(command => command.IdempotencyKey).Obeys((command, key) =>
            KindOf(command) == MessageKind.CreditTransfer && !command.DryRun
                ? IdempotencyKey.RequiredViolation(key)
                : IdempotencyKey.Violation(key));
    }

    private static MessageKind? KindOf(SendMessageCommand command) => MessageKinds.Parse(command.Type);

    private static Fault? TypeViolation(string? type) => type switch
    {
        null => new Fault(ErrorCode.Required, "type"),
        _ when MessageKinds.Parse(type) is null => new Fault(ErrorCode.AllowedValues, "type", string.Join(", ", MessageKinds.Names)),
        _ => null,
    };

    private static Fault? FileViolation(SendMessageCommand command, string? file) => (KindOf(command), file) switch
    {
        (MessageKind.CreditTransfer, _) when file is not null || command.Upload is not null => new Fault(ErrorCode.NotAllowed, "file"),
        (MessageKind.Media, null or "") when command.Upload is null => new Fault(ErrorCode.Required, "file"),
        (_, "") => new Fault(ErrorCode.Blank, "file"),
        _ => null,
    };

    private static Fault? CreditTransferViolation(SendMessageCommand command, CreditTransferPart? part, long greatest) => (KindOf(command), part) switch
    {
        (MessageKind.CreditTransfer, { Amount: null } or null) => new Fault(ErrorCode.Required, "creditTransfer.amount"),
        (MessageKind.CreditTransfer, { Amount: { } amount }) when amount < CreditAmount.Least || amount > greatest =>
            new Fault(ErrorCode.Range, "creditTransfer.amount", CreditAmount.Least, greatest),
        (MessageKind.Text or MessageKind.Media, not null) => new Fault(ErrorCode.NotAllowed, "creditTransfer"),
        _ => null,
    };
}
