using Allmine.Application.Validation;
using Allmine.Domain;
using Allmine.Domain.Errors;
using Allmine.Domain.Messages;
using FluentValidation;

namespace Allmine.Application.Messages.GetMessages;

internal sealed class GetMessagesValidator : AbstractValidator<GetMessagesQuery>
{
    private const string Field = "ids";

    public GetMessagesValidator() => RuleFor(query => query.Ids).MustSatisfy(Violation);

    private static ErrorDetail? Violation(IReadOnlyList<string>? ids)
    {
        // An empty text is a list of one empty text.
        if (ids is null or [] or [""])
            return new ErrorDetail(ErrorCode.Required, Field);
        if (ids.Count > GetMessagesQuery.MaxIds)
            return new ErrorDetail(ErrorCode.TooMany, Field, GetMessagesQuery.MaxIds);
        var seen = new HashSet<Id<Message>>();
        foreach (var text in ids)
        {
            if (!Id<Message>.TryParse(text, out var id))
                return new ErrorDetail(ErrorCode.Format, Field);
            if (!seen.Add(id))
                return new ErrorDetail(ErrorCode.Duplicate, Field);
        }

        return null;
    }
}
