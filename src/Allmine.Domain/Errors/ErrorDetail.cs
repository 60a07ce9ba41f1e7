namespace Allmine.Domain.Errors;

/// <summary>One cause of an error: a code, the field that it concerns if it is a field's rule, and what its sentence names.</summary>
/// <param name="Code">The cause.</param>
/// <param name="Field">
/// The name of the value: in the domain's words (<see cref="FieldNames"/>), or as the request spells it; null for codes that
/// concern no field.
/// </param>
/// <param name="Details">Limits or allowed values for the sentence, in the order in which it names them.</param>
public sealed record ErrorDetail(ErrorCode Code, string? Field = null, params object[] Details)
{
    /// <summary>Whether a caller has made the field's name up, so that it is told to nobody else.</summary>
    public bool IsFieldForeign { get; init; }

    /// <summary>The code with the field in its place, for example <c>validation.content.too_long</c>.</summary>
    public string Name => Item is { } item ? $"items[{item}].{NameOfItem}" : NameOfItem;

    /// <summary>Which item of a batch it was, counted from 0; null for what concerns no single one.</summary>
    public int? Item { get; init; }

    /// <summary>The name as it would be of the item alone.</summary>
    public string NameOfItem => Field is null ? Code.Value : Code.Value.Replace(ErrorCode.FieldPlaceholder, Field, StringComparison.Ordinal);

    /// <summary>The same for a line of a log: a name that a caller made up is in it only if it can't begin a line of its own.</summary>
    public string LoggedName => Field is null || Field.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-' or '[' or ']' or '$') ? Name : Code.Value;
}
