using System.Text.Json;

namespace Allmine.Api.Tests.OpenApi;

/// <summary>
/// What changed between two OpenAPI documents so that a program which was right before can fail now. What only adds is no
/// such change: callers have to take properties, operations and error codes that they don't know.
/// </summary>
internal sealed class BreakingChanges
{
    private static readonly string[] Methods = ["get", "put", "post", "delete", "patch", "head"];
    private static readonly string[] Least = ["minimum", "minLength", "minItems"];
    private static readonly string[] Most = ["maximum", "maxLength", "maxItems"];

    private readonly JsonElement before;
    private readonly JsonElement after;
    private readonly List<string> found = [];
    private readonly HashSet<(string Before, string After, bool IsRequest)> compared = [];

    private BreakingChanges(JsonElement before, JsonElement after) => (this.before, this.after) = (before, after);

    /// <summary>A sentence for each, in the order of the older document.</summary>
    public static IReadOnlyList<string> Between(JsonElement before, JsonElement after)
    {
        var changes = new BreakingChanges(before, after);
        foreach (var path in before.GetProperty("paths").EnumerateObject())
        {
            foreach (var operation in path.Value.EnumerateObject().Where(member => Methods.Contains(member.Name)))
            {
                var name = $"{operation.Name.ToUpperInvariant()} {path.Name}";
                if (At(after, "paths", path.Name, operation.Name) is { } successor)
                    changes.CompareOperations(name, operation.Value, successor);
                else
                    changes.found.Add($"{name}: the operation was removed");
            }
        }

        return changes.found;
    }

    private void CompareOperations(string name, JsonElement old, JsonElement now)
    {
        // The client's calls are named after it.
        if (Text(old, "operationId") != Text(now, "operationId"))
            found.Add($"{name}: the operationId was \"{Text(old, "operationId")}\" and is \"{Text(now, "operationId")}\"");
        CompareParameters(name, Parameters(old), Parameters(now));

        if (At(now, "requestBody") is { } body)
        {
            if (Is(body, "required") && !Is(At(old, "requestBody"), "required"))
                found.Add($"{name}: a body is required now");
            CompareContents($"{name} body", At(old, "requestBody"), body, isRequest: true);
        }
        else if (At(old, "requestBody") is not null)
        {
            found.Add($"{name}: the body was removed");
        }

        foreach (var response in Members(At(old, "responses")))
        {
            if (At(now, "responses", response.Name) is { } successor)
                CompareContents($"{name} {response.Name}", response.Value, successor, isRequest: false);
            else
                found.Add($"{name}: the status {response.Name} was removed");
        }
    }

    private void CompareParameters(string name, Dictionary<string, JsonElement> old, Dictionary<string, JsonElement> now)
    {
        foreach (var (key, parameter) in old)
        {
            if (!now.TryGetValue(key, out var successor))
                found.Add($"{name}: the {key} was removed");
            else
                CompareSchemas($"{name} {key}", At(parameter, "schema"), At(successor, "schema"), isRequest: true);
        }

        foreach (var (key, parameter) in now.Where(parameter => Is(parameter.Value, "required")))
        {
            if (!old.TryGetValue(key, out var predecessor) || !Is(predecessor, "required"))
                found.Add($"{name}: the {key} is required now");
        }
    }

    private void CompareContents(string where, JsonElement? old, JsonElement now, bool isRequest)
    {
        foreach (var content in Members(At(old, "content")))
        {
            if (At(now, "content", content.Name) is { } successor)
                CompareSchemas($"{where}", At(content.Value, "schema"), At(successor, "schema"), isRequest);
            else
                found.Add($"{where}: {content.Name} was removed");
        }
    }

    private void CompareSchemas(string where, JsonElement? oldSchema, JsonElement? newSchema, bool isRequest)
    {
        if (oldSchema is null || newSchema is null)
            return;
        var (old, isOldNullable, oldName) = Resolve(before, oldSchema.Value);
        var (now, isNewNullable, newName) = Resolve(after, newSchema.Value);
        // What is used in many places is compared once, and named by its own name. It also ends what refers to itself.
        if (oldName is not null && newName is not null)
        {
            if (!compared.Add((oldName, newName, isRequest)))
                return;
            where = newName;
        }

        var (oldType, newType) = (TypeOf(old), TypeOf(now));
        if (oldType != newType)
        {
            found.Add($"{where}: the type was {oldType} and is {newType}");
            return;
        }

        if (isRequest && isOldNullable && !isNewNullable)
            found.Add($"{where}: may no longer be null");
        if (!isRequest && !isOldNullable && isNewNullable)
            found.Add($"{where}: may be null now");
        CompareValues(where, old, now, isRequest);
        if (isRequest)
            CompareLimits(where, old, now);
        CompareProperties(where, old, now, isRequest);
        CompareSchemas($"{where}[]", At(old, "items"), At(now, "items"), isRequest);
    }

    private void CompareValues(string where, JsonElement old, JsonElement now, bool isRequest)
    {
        var (oldValues, newValues) = (Values(old, "enum"), Values(now, "enum"));
        if (oldValues.Count == 0 && newValues.Count > 0 && isRequest)
            found.Add($"{where}: only {string.Join(", ", newValues)} are taken now");
        if (newValues.Count == 0)
            return;
        foreach (var value in oldValues.Except(newValues))
            found.Add($"{where}: the value {value} was removed");
    }

    private void CompareLimits(string where, JsonElement old, JsonElement now)
    {
        foreach (var limit in Least.Concat(Most))
        {
            if (Number(now, limit) is { } present && (Number(old, limit) is not { } past || (Most.Contains(limit) ? present < past : present > past)))
                found.Add($"{where}: {limit} was {Text(old, limit) ?? "open"} and is {present}");
        }

        if (Text(now, "pattern") is { } pattern && pattern != Text(old, "pattern"))
            found.Add($"{where}: the pattern was {Text(old, "pattern") ?? "open"} and is {pattern}");
    }

    private void CompareProperties(string where, JsonElement old, JsonElement now, bool isRequest)
    {
        var (oldRequired, newRequired) = (Values(old, "required"), Values(now, "required"));
        foreach (var property in Members(At(old, "properties")))
        {
            if (At(now, "properties", property.Name) is { } successor)
                CompareSchemas($"{where}.{property.Name}", property.Value, successor, isRequest);
            else
                found.Add($"{where}: the property {property.Name} was removed");
        }

        foreach (var name in isRequest ? newRequired.Except(oldRequired) : [])
            found.Add($"{where}: the property {name} is required now");
        foreach (var name in isRequest ? [] : oldRequired.Except(newRequired).Where(name => At(now, "properties", name) is not null))
            found.Add($"{where}: the property {name} may be missing now");
    }

    /// <summary>Follows references; one that may be null is written as oneOf with it and null, or in older documents with it alone.</summary>
    private static (JsonElement Schema, bool IsNullable, string? Name) Resolve(JsonElement document, JsonElement schema)
    {
        var isNullable = Is(schema, "nullable");
        string? name = null;
        while (true)
        {
            if (At(schema, "oneOf") is { } choices && choices.EnumerateArray().Where(choice => !IsNull(choice)).ToList() is [var only])
            {
                isNullable |= choices.GetArrayLength() > 1;
                schema = only;
            }
            else if (Text(schema, "$ref") is { } reference)
            {
                name = reference.Split('/')[^1];
                schema = At(document, "components", "schemas", name) ?? throw new InvalidDataException($"There is no {reference}.");
            }
            else
            {
                return (schema, isNullable, name);
            }
        }
    }

    private static bool IsNull(JsonElement schema) => Is(schema, "nullable") && At(schema, "enum") is { } values && values.GetArrayLength() == 1;

    private static string TypeOf(JsonElement schema) => string.Join(' ', new[] { Text(schema, "type"), Text(schema, "format") }.OfType<string>());

    private static Dictionary<string, JsonElement> Parameters(JsonElement operation) =>
        ApiDocument.Parameters(operation).ToDictionary(parameter => $"{Text(parameter, "in")} parameter {Text(parameter, "name")}");

    private static JsonElement? At(JsonElement? element, params string[] path)
    {
        foreach (var name in path)
        {
            if (element is not { ValueKind: JsonValueKind.Object } parent || !parent.TryGetProperty(name, out var member))
                return null;
            element = member;
        }

        return element;
    }

    private static IEnumerable<JsonProperty> Members(JsonElement? element) => element?.EnumerateObject() ?? Enumerable.Empty<JsonProperty>();

    private static bool Is(JsonElement? element, string name) => At(element, name) is { ValueKind: JsonValueKind.True };

    private static string? Text(JsonElement element, string name) => At(element, name)?.ToString();

    private static decimal? Number(JsonElement element, string name) => At(element, name)?.GetDecimal();

    private static List<string> Values(JsonElement element, string name) => [.. At(element, name)?.EnumerateArray().Select(value => value.ToString()) ?? []];
}
