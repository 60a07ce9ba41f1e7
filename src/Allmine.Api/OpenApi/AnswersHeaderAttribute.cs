using NJsonSchema;

namespace Allmine.Api.OpenApi;

/// <summary>Names a header of an action's answers, for the OpenAPI document. Of one status, they are listed as they are written.</summary>
/// <param name="status">The status of the answers that have it.</param>
/// <param name="name">The header.</param>
/// <param name="description">When it is there, and what it says.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class AnswersHeaderAttribute(int status, string name, string description) : Attribute
{
    public int Status => status;

    public string Name => name;

    public string Description => description;

    /// <summary>Of its value.</summary>
    public JsonObjectType Type { get; init; } = JsonObjectType.String;
}
