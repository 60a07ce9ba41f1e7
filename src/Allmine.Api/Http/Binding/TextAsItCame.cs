using Microsoft.AspNetCore.Mvc.ModelBinding.Metadata;

namespace Allmine.Api.Http.Binding;

/// <summary>A text that is bound, such as a part of a path, is read as it came. The framework takes white space for none, and nothing that a path names is absent.</summary>
internal sealed class TextAsItCame : IDisplayMetadataProvider
{
    public void CreateDisplayMetadata(DisplayMetadataProviderContext context)
    {
        if (context.Key.ModelType == typeof(string))
            context.DisplayMetadata.ConvertEmptyStringToNull = false;
    }
}
