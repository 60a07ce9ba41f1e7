using System.Reflection;
using Allmine.Api.Errors;
using Allmine.Domain.Errors;

namespace Allmine.Api.Tests.Errors;

public sealed class ErrorCatalogTests
{
    [Fact]
    public void All_WhenComparedWithTheCodesDeclared_ThenHoldsEachOnce()
    {
        var declared = new[] { typeof(ErrorCode), typeof(ProtocolErrorCode) }
            .SelectMany(type => type.GetFields(BindingFlags.Public | BindingFlags.Static))
            .Where(field => field.FieldType == typeof(ErrorCode))
            .Select(field => (ErrorCode)field.GetValue(null)!);

        Assert.Equal(declared.OrderBy(code => code.Value, StringComparer.Ordinal), ErrorCatalog.All.OrderBy(code => code.Value, StringComparer.Ordinal));
    }

    [Fact]
    public void All_WhenRead_ThenValuesAreUniqueAndHaveTheirFormAndACause()
    {
        Assert.Distinct(ErrorCatalog.All.Select(code => code.Value));
        Assert.All(ErrorCatalog.All, code => Assert.Matches(@"^([a-z]+\.[a-z_]+|validation\.\{field\}\.[a-z_]+)$", code.Value));
        Assert.All(ErrorCatalog.All, code => Assert.False(string.IsNullOrWhiteSpace(ErrorCatalog.CauseOf(code))));
        Assert.All(ErrorCatalog.All.Where(code => code.IsFieldRule), code => Assert.Equal(ErrorKind.Invalid, code.Kind));
    }
}
