namespace Allmine.Stores.Tests.Contracts.Memberships;

/// <summary>How a step ended.</summary>
/// <param name="Outcome">The code of the refusal, <see cref="Done"/> or <see cref="Nothing"/>.</param>
/// <param name="ReadUpTo">Up to where it is read then, if that was asked.</param>
internal readonly record struct Told(string Outcome, long ReadUpTo = 0)
{
    public const string Done = "done";

    /// <summary>Nothing was to be done.</summary>
    public const string Nothing = "nothing";
}
