using System.Globalization;
using Allmine.Application.Validation;
using Allmine.Domain.Chats;
using Allmine.Domain.Errors;
using FluentValidation;

namespace Allmine.Application.Chats.SetSettings;

internal sealed class SetSettingsValidator : AbstractValidator<SetSettingsCommand>
{
    private const string MutedUntilField = "mutedUntil";

    /// <summary>As the service writes times, with any number of digits of a second up to milliseconds.</summary>
    private static readonly string[] Forms = ["yyyy-MM-dd'T'HH:mm:ss.fff'Z'", "yyyy-MM-dd'T'HH:mm:ss.ff'Z'", "yyyy-MM-dd'T'HH:mm:ss.f'Z'", "yyyy-MM-dd'T'HH:mm:ss'Z'"];

    public SetSettingsValidator()
    {
        RuleFor(command => command.ChatId).IsIdOf<SetSettingsCommand, Chat>("chatId");
        RuleFor(command => command.MutedUntil.Value).MustSatisfy(text => text is null || Parse(text) is not null ? null : new ErrorDetail(ErrorCode.Format, MutedUntilField));
    }

    /// <summary>The time in a text; null if it is none.</summary>
    public static DateTime? Parse(string text) =>
        DateTime.TryParseExact(text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : null;
}
