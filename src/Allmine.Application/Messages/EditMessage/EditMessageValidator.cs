using System.Text.RegularExpressions;
using Allmine.Application.Validation;
using Allmine.Domain.Errors;
using Allmine.Domain.Messages;
using FluentValidation;

namespace Allmine.Application.Messages.EditMessage;

/// <summary>Whether the words may be blank, or absent, depends on the message: the domain tells.</summary>
internal sealed partial class EditMessageValidator : AbstractValidator<EditMessageCommand>
{
    private const string IfMatchField = "ifMatch";

    public EditMessageValidator()
    {
        RuleFor(command => command.MessageId).IsIdOf<EditMessageCommand, Message>("messageId");
        RuleFor(command => command.Content.Value).MustSatisfy(MessageText.CaptionViolation);
        RuleFor(command => command.Metadata.Value).MustSatisfy(MessageMetadata.Violation);
        RuleFor(command => command.IfMatch).MustSatisfy(IfMatchViolation);
    }

    private static ErrorDetail? IfMatchViolation(string? ifMatch) =>
        string.IsNullOrEmpty(ifMatch) || IfMatchForm().IsMatch(ifMatch) ? null : new ErrorDetail(ErrorCode.Format, IfMatchField);

    [GeneratedRegex(EditMessageCommand.IfMatchPattern, RegexOptions.CultureInvariant)]
    private static partial Regex IfMatchForm();
}
