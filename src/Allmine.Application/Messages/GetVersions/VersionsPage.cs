using Allmine.Domain.Messages;

namespace Allmine.Application.Messages.GetVersions;

/// <param name="Items">Oldest first; none of a message that was deleted.</param>
/// <param name="HasMore">Whether there are later ones.</param>
public sealed record VersionsPage(IReadOnlyList<MessageVersion> Items, bool HasMore);
