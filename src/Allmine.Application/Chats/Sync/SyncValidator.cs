using Allmine.Application.Validation;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Errors;
using FluentValidation;

namespace Allmine.Application.Chats.Sync;

internal sealed class SyncValidator : AbstractValidator<SyncCommand>
{
    private const string Field = "chats";

    public SyncValidator() => RuleFor(command => command.Chats).MustSatisfy(Violation);

    private static ErrorDetail? Violation(IReadOnlyList<KeyValuePair<string, long>>? chats)
    {
        if (chats is null or [])
            return new ErrorDetail(ErrorCode.Required, Field);
        if (chats.Count > SyncCommand.MaxChats)
            return new ErrorDetail(ErrorCode.TooMany, Field, SyncCommand.MaxChats);
        var seen = new HashSet<Id<Chat>>();
        foreach (var (text, lastChange) in chats)
        {
            if (!Id<Chat>.TryParse(text, out var id))
                return new ErrorDetail(ErrorCode.Format, Field);
            if (!seen.Add(id))
                return new ErrorDetail(ErrorCode.Duplicate, Field);
            if (lastChange < 0)
                return new ErrorDetail(ErrorCode.Range, Field, 0, long.MaxValue);
        }

        return null;
    }
}
