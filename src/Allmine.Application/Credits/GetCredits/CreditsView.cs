namespace Allmine.Application.Credits.GetCredits;

/// <param name="Balance">Whole credits, 0 or more.</param>
public sealed record CreditsView(long Balance);
