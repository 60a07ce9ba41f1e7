using FluentValidation;

namespace Allmine.Application.Media.GetMedia;

/// <summary>Every key is well formed: one that the store doesn't know is simply not found.</summary>
internal sealed class GetMediaValidator : AbstractValidator<GetMediaQuery>;
