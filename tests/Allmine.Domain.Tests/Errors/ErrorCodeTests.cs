using System.Reflection;
using Allmine.Domain.Errors;

namespace Allmine.Domain.Tests.Errors;

public sealed class ErrorCodeTests
{
    [Fact]
    public void All_WhenComparedWithTheFields_ThenHoldsEachOnce()
    {
        var fields = typeof(ErrorCode)
            .GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(field => field.FieldType == typeof(ErrorCode))
            .Select(field => (ErrorCode)field.GetValue(null)!)
            .ToList();

        Assert.NotEmpty(fields);
        Assert.Equal(fields.OrderBy(code => code.Value, StringComparer.Ordinal), ErrorCode.All.OrderBy(code => code.Value, StringComparer.Ordinal));
    }

    [Fact]
    public void All_WhenRead_ThenValuesAreUniqueAndHaveTheirForm()
    {
        Assert.Distinct(ErrorCode.All.Select(code => code.Value));
        Assert.All(ErrorCode.All, code => Assert.Matches(@"^([a-z]+\.[a-z_]+|validation\.\{field\}\.[a-z_]+)$", code.Value));
        Assert.All(ErrorCode.All, code => Assert.Equal(code.Value, code.ToString()));
    }

    [Fact]
    public void IsFieldRule_WhenCodeNamesAField_ThenIsTrueAndTheRequestIsInvalid()
    {
        Assert.True(ErrorCode.Required.IsFieldRule);
        Assert.False(ErrorCode.NotAMember.IsFieldRule);
        Assert.All(ErrorCode.All.Where(code => code.IsFieldRule), code => Assert.Equal(ErrorKind.Invalid, code.Kind));
    }
}
