using Allmine.Application.Validation;
using Allmine.Domain.Errors;
using FluentValidation;

namespace Allmine.Application.Media.UploadFile;

internal sealed class UploadFileValidator : AbstractValidator<UploadFileCommand>
{
    public UploadFileValidator() =>
        RuleFor(command => command.File).MustSatisfy(file => file is null ? new ErrorDetail(ErrorCode.Required, "file") : null);
}
