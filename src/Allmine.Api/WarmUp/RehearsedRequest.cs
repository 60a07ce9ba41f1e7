namespace Allmine.Api.WarmUp;

/// <param name="Method">Of HTTP.</param>
/// <param name="Address">Path and query.</param>
/// <param name="Headers">But for the host and the length.</param>
/// <param name="Body">Null for none.</param>
internal sealed record RehearsedRequest(string Method, string Address, IReadOnlyDictionary<string, string> Headers, byte[]? Body);
