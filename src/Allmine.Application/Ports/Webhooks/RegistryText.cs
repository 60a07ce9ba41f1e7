namespace Allmine.Application.Ports.Webhooks;

/// <summary>All webhooks, as they are kept.</summary>
/// <param name="Text">Null if there never was one.</param>
/// <param name="Revision">One more with each change; 0 if there never was one.</param>
public sealed record RegistryText(string? Text, long Revision);
