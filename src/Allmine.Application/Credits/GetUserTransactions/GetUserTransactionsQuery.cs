using Allmine.Application.Authorization;
using Allmine.Application.Credits.GetTransactions;
using MediatR;

namespace Allmine.Application.Credits.GetUserTransactions;

/// <summary>Reads a page of the ledger entries of a user's wallet, newest first, for a first-party backend.</summary>
/// <param name="UserId">The user.</param>
/// <param name="Cursor">From the page before; null for the first one.</param>
/// <param name="Limit">The most entries: 1 to 100, 20 if left out.</param>
/// <param name="Direction">Only entries of that direction, by its name; null for all.</param>
[RequiresCaller(RequiredCaller.Service)]
public sealed record GetUserTransactionsQuery(string UserId, string? Cursor, int? Limit, string? Direction) : IRequest<TransactionsPage>;
