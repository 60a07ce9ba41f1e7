using Allmine.Application.Authorization;
using MediatR;

namespace Allmine.Application.Credits.GetTransactions;

/// <summary>Reads a page of the ledger entries of the caller's own wallet, newest first.</summary>
/// <param name="Cursor">From the page before; null for the first one.</param>
/// <param name="Limit">The most entries: 1 to 100, 20 if left out.</param>
/// <param name="Direction">Only entries of that direction, by its name; null for all.</param>
[RequiresCaller(RequiredCaller.ActingUser)]
public sealed record GetTransactionsQuery(string? Cursor, int? Limit, string? Direction) : IRequest<TransactionsPage>;
