using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace Allmine.Api.Http.Binding;

/// <summary>
/// Reads a header as it came; an empty one is absent. The framework's own binder does the same with a model state, a
/// validation and a converter that nothing here asks for, on every send.
/// </summary>
internal sealed class HeaderTextBinder(string name) : IModelBinder
{
    public Task BindModelAsync(ModelBindingContext bindingContext)
    {
        var text = bindingContext.HttpContext.Request.Headers[name].ToString();
        bindingContext.Result = ModelBindingResult.Success(text.Length > 0 ? text : null);
        return Task.CompletedTask;
    }
}
