using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding.Validation;

namespace Allmine.Api.Http.Binding;

/// <summary>Switches off MVC's own walk over every bound model: the application's validators check requests.</summary>
internal sealed class NoModelValidator : IObjectModelValidator
{
    public void Validate(ActionContext actionContext, ValidationStateDictionary? validationState, string prefix, object? model)
    {
    }
}
