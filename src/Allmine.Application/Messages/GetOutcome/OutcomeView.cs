namespace Allmine.Application.Messages.GetOutcome;

/// <param name="Message">The message as it reads now; null if nothing is recorded under the key.</param>
public sealed record OutcomeView(MessageView? Message);
