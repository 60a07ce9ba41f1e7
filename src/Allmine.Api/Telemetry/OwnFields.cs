using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Allmine.Api.Http;
using Allmine.Api.Http.Binding;
using Allmine.Application.Telemetry;
using Allmine.Domain.Errors;
using Microsoft.AspNetCore.Mvc;

namespace Allmine.Api.Telemetry;

/// <summary>The names of fields, parameters and headers that this service knows: all others are a caller's own words.</summary>
internal static class OwnFields
{
    private static readonly FrozenSet<string> Names = Find().ToFrozenSet();

    /// <summary>What metrics say of a fault.</summary>
    public static string LabelOf(ErrorDetail fault) =>
        AllmineTelemetry.LabelOf(fault, isOwnField: fault.Field is { } field && Names.Contains(field[(field.LastIndexOf("].", StringComparison.Ordinal) is >= 0 and var end ? end + 2 : 0)..]));

    private static IEnumerable<string> Find()
    {
        var types = typeof(OwnFields).Assembly.GetTypes();
        var parameters = types.Where(type => type.IsSubclassOf(typeof(ControllerBase)))
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            .SelectMany(method => method.GetParameters())
            .Select(parameter => parameter.Name!);
        var properties = types.Where(type => type.Name.EndsWith("Request", StringComparison.Ordinal)).SelectMany(type => PropertiesOf(type, ""));
        return parameters.Concat(properties).Concat(ApiHeaders.Single.Append(ApiHeaders.Fault).Select(ForeignName.OfHeader));
    }

    private static IEnumerable<string> PropertiesOf(Type type, string prefix)
    {
        foreach (var property in type.GetProperties())
        {
            var name = prefix + (property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? JsonNamingPolicy.CamelCase.ConvertName(property.Name));
            yield return name;
            if (property.PropertyType.Name.EndsWith("Request", StringComparison.Ordinal))
            {
                foreach (var inner in PropertiesOf(property.PropertyType, $"{name}."))
                    yield return inner;
            }
        }
    }
}
