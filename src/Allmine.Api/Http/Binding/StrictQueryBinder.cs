using System.Globalization;
using Allmine.Domain.Errors;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace Allmine.Api.Http.Binding;

/// <summary>
/// Reads the values of a query string, each given once: <c>true</c>, <c>false</c>, decimal digits, or a text as it is. The
/// framework's own binder also takes <c>True</c> and white space, and takes a text of nothing else for none.
/// </summary>
internal sealed class StrictQueryBinder(Type type) : IModelBinder
{
    public static bool Reads(Type type) => type == typeof(bool) || type == typeof(int) || type == typeof(long) || type == typeof(string);

    /// <exception cref="InvalidRequestException">The value is of another form.</exception>
    public Task BindModelAsync(ModelBindingContext bindingContext)
    {
        var name = bindingContext.ModelName;
        var values = bindingContext.HttpContext.Request.Query[name];
        if (values.Count > 0)
            bindingContext.Result = ModelBindingResult.Success(Parse(name, values.Count == 1 ? values[0] : null));
        else if (type == typeof(bool))
            bindingContext.Result = ModelBindingResult.Success(false);
        return Task.CompletedTask;
    }

    private object Parse(string name, string? text)
    {
        if (type == typeof(bool))
        {
            return text switch
            {
                "true" => true,
                "false" => false,
                _ => throw new InvalidRequestException(ErrorCode.AllowedValues, name, "true, false"),
            };
        }

        if (type == typeof(string))
            return text ?? throw new InvalidRequestException(ErrorCode.Format, name);
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            throw new InvalidRequestException(ErrorCode.Format, name);
        if (type == typeof(long))
            return number;
        // Beyond an int it is out of any range that a call allows; which one, its validator knows.
        return (int)Math.Clamp(number, int.MinValue, int.MaxValue);
    }
}
