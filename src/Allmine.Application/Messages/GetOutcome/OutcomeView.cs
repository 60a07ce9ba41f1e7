using Allmine.Domain.Errors;

namespace Allmine.Application.Messages.GetOutcome;

/// <summary>What is known under a key: committed if there is a message, refused if there is a refusal, else unknown.</summary>
/// <param name="Message">The message as it reads now.</param>
/// <param name="Refusal">The code with which the send was refused for good.</param>
public sealed record OutcomeView(MessageView? Message, ErrorCode? Refusal = null);
