namespace Allmine.Api.Tests.Access.Permissions;

/// <summary>A row of the table: a call, and what is to come of it for each.</summary>
/// <param name="Operation">As the OpenAPI document has it, without <c>/api/v2</c>.</param>
/// <param name="About">What it is about, as the table says it; empty where the call says it all.</param>
/// <param name="Path">What is called, after <c>/api/v2</c>; words in capitals stand for what the scene has.</param>
/// <param name="Body">Likewise; null for none.</param>
/// <param name="Cells">Status and code for each, in the order of the columns.</param>
internal sealed record PermissionRow(string Operation, string About, string Path, string? Body, params string[] Cells)
{
    /// <summary>Whether a call that succeeds spoils the scene for the next.</summary>
    public bool Spoils { get; init; }

    public string Method => Operation[..Operation.IndexOf(' ', StringComparison.Ordinal)];

    /// <summary>As the table names it.</summary>
    public string Label => About.Length == 0 ? $"`{Operation}`" : $"`{Operation}`, {About}";
}
