using Allmine.Domain.Users;

namespace Allmine.Application.Blocks.ListBlocks;

/// <param name="Items">The newest block first.</param>
/// <param name="NextCursor">What the next page is asked for with; null at the end.</param>
public sealed record BlocksPage(IReadOnlyList<StoredUser> Items, string? NextCursor);
