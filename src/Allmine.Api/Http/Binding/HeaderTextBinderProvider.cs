using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace Allmine.Api.Http.Binding;

internal sealed class HeaderTextBinderProvider : IModelBinderProvider
{
    public IModelBinder? GetBinder(ModelBinderProviderContext context) =>
        context.BindingInfo.BindingSource == BindingSource.Header && context.Metadata.ModelType == typeof(string)
            ? new HeaderTextBinder(context.BindingInfo.BinderModelName ?? context.Metadata.Name!)
            : null;
}
