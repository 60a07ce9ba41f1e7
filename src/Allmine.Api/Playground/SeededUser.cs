namespace Allmine.Api.Playground;

/// <summary>A user of the development data.</summary>
/// <param name="Id">The user's id.</param>
/// <param name="Name">The user's name in the service.</param>
/// <param name="DisplayName">The name as people write it.</param>
internal sealed record SeededUser(string Id, string Name, string DisplayName);
