namespace Allmine.Api.Contracts;

/// <summary>The envelope of every error.</summary>
public sealed record ErrorResponse
{
    /// <summary>Always false.</summary>
    public bool IsSuccess { get; init; }

    /// <summary>The HTTP status.</summary>
    public int StatusCode { get; init; }

    /// <summary>Always null.</summary>
    public object? Data { get; init; }

    /// <summary>First the sentence of the status, then one sentence for each code, in the language asked for.</summary>
    public required IReadOnlyList<string> Errors { get; init; }

    /// <summary>A stable code for each cause: <c>codes[i]</c> is explained by <c>errors[i + 1]</c>.</summary>
    public required IReadOnlyList<string> Codes { get; init; }

    /// <summary>When it was answered, UTC.</summary>
    public DateTime Timestamp { get; init; }
}
