using Allmine.Application.Authorization;
using MediatR;

namespace Allmine.Application.Blocks.ListBlocks;

/// <summary>Reads whom the caller has blocked, the newest block first.</summary>
/// <param name="Cursor">What the page before gave; null for the first page.</param>
/// <param name="Limit">The most users: 1 to 100, 20 if left out.</param>
[RequiresCaller(RequiredCaller.ActingUser)]
public sealed record ListBlocksQuery(string? Cursor, int? Limit) : IRequest<BlocksPage>;
