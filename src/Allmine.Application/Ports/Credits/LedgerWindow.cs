using Allmine.Domain.Credits;

namespace Allmine.Application.Ports.Credits;

/// <summary>Which part of a wallet's ledger is read, newest first.</summary>
/// <param name="Before">Only entries with a lower number; null for no such bound.</param>
/// <param name="Direction">Only entries of that direction; null for all.</param>
/// <param name="Limit">The most entries to return: 1 or more.</param>
public readonly record struct LedgerWindow(long? Before, LedgerDirection? Direction, int Limit);
