using System.Globalization;
using Allmine.Domain.Errors;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace Allmine.Api.Http.Binding;

/// <summary>
/// Reads the values of a query string, each given once: <c>true</c>, <c>false</c>, decimal digits, or a text as it is. The
/// framework's own binder also takes <c>True</c> and white space, and takes a text of nothing else for none. A value of another
/// form is noted as a fault, and counts as absent until that is told.
/// </summary>
internal sealed class StrictQueryBinder(Type type) : IModelBinder
{
    public static bool Reads(Type type) => type == typeof(bool) || type == typeof(int) || type == typeof(long) || type == typeof(string);

    public Task BindModelAsync(ModelBindingContext bindingContext)
    {
        var (context, name) = (bindingContext.HttpContext, bindingContext.FieldName);
        var values = context.Request.Query[name];
        // Twice is a fault that was noted when the head was checked.
        if (values is [{ } text] && Parse(context, name, text) is { } value)
            bindingContext.Result = ModelBindingResult.Success(value);
        else if (type == typeof(bool))
            bindingContext.Result = ModelBindingResult.Success(false);
        return Task.CompletedTask;
    }

    private object? Parse(HttpContext context, string name, string text)
    {
        if (type == typeof(bool))
            return text switch { "true" => true, "false" => false, _ => Fault(context, new ErrorDetail(ErrorCode.AllowedValues, name, "true, false")) };
        if (type == typeof(string))
            return text;
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            return Fault(context, new ErrorDetail(ErrorCode.Format, name));
        if (type == typeof(long))
            return number;
        // Beyond an int it is out of any range that a call allows; which one, its validator knows.
        return (int)Math.Clamp(number, int.MinValue, int.MaxValue);
    }

    private static object? Fault(HttpContext context, ErrorDetail fault)
    {
        RequestReading.FaultsOf(context).AddUnread(fault);
        return null;
    }
}
