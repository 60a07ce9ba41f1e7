using FluentValidation;

namespace Allmine.Application.Users.GetMe;

/// <summary>The query has nothing that could break a rule.</summary>
internal sealed class GetMeValidator : AbstractValidator<GetMeQuery>;
