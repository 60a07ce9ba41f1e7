using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace Allmine.Api.Http.Binding;

internal sealed class StrictQueryBinderProvider : IModelBinderProvider
{
    public IModelBinder? GetBinder(ModelBinderProviderContext context)
    {
        var type = context.Metadata.UnderlyingOrModelType;
        return context.BindingInfo.BindingSource == BindingSource.Query && StrictQueryBinder.Reads(type) ? new StrictQueryBinder(type) : null;
    }
}
