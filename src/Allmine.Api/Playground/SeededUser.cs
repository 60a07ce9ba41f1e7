namespace Allmine.Api.Playground;

/// <summary>A user of the development data.</summary>
internal sealed record SeededUser(string Id, string Name);
