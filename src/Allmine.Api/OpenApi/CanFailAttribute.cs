using System.Reflection;
using Allmine.Domain.Errors;

namespace Allmine.Api.OpenApi;

/// <summary>
/// Names the errors of an action beyond those that every action of its sort can have, for the OpenAPI document. Rules of fields are
/// found by <see cref="FieldRules"/>.
/// </summary>
/// <param name="codes">Names of fields of <see cref="ErrorCode"/>.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CanFailAttribute(params string[] codes) : Attribute
{
    public IReadOnlyList<ErrorCode> Codes { get; } = [.. codes.Select(Field)];

    internal static ErrorCode Field(string name) =>
        typeof(ErrorCode).GetField(name, BindingFlags.Public | BindingFlags.Static)?.GetValue(null) as ErrorCode
        ?? throw new ArgumentException($"{nameof(ErrorCode)} has no field {name}.");
}
