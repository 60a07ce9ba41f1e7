using System.Diagnostics.CodeAnalysis;

namespace Allmine.Architecture.Tests.Fixtures.Domain;

/// <summary>Bad on purpose: anybody sets its balance and its count, and it can be made out of nothing.</summary>
public class Wallet
{
    [SuppressMessage("Design", "CA1051:Do not declare visible instance fields", Justification = "The rule must have something to reject.")]
    public int Count;

    public long Balance { get; set; }

    public string? Owner { get; init; }
}
