using Allmine.Domain.Errors;

namespace Allmine.Api.OpenApi;

/// <summary>
/// Names rules of one field that its type and limits in the OpenAPI document do not tell, such as what depends on who calls.
/// </summary>
/// <param name="name">As codes name it.</param>
/// <param name="codes">Names of fields of <see cref="ErrorCode"/>.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class CanBreakAttribute(string name, params string[] codes) : Attribute
{
    /// <summary>Of a range that is told of: the least.</summary>
    public long Least { get; init; } = 1;

    /// <summary>Of a range that is told of: the greatest.</summary>
    public long Greatest { get; init; } = long.MaxValue;

    /// <summary>Of what is required: the field that would do in its place.</summary>
    public string? Alternative { get; init; }

    public IEnumerable<ErrorDetail> Faults => codes.Select(CanFailAttribute.Field).Select(code => new ErrorDetail(code, name, DetailsOf(code)));

    private object[] DetailsOf(ErrorCode code)
    {
        if (code == ErrorCode.Range)
            return [Least, Greatest];
        if (code == ErrorCode.TooLong || code == ErrorCode.TooMany || code == ErrorCode.TooDeep || code == ErrorCode.Name)
            return [Greatest];
        return code == ErrorCode.Required && Alternative is not null ? [Alternative] : [];
    }
}
