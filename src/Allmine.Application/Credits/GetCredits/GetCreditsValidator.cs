using FluentValidation;

namespace Allmine.Application.Credits.GetCredits;

/// <summary>There is nothing in it that could be wrong.</summary>
internal sealed class GetCreditsValidator : AbstractValidator<GetCreditsQuery>;
