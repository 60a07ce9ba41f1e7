using Allmine.Domain.Messages;

namespace Allmine.Application.GroupCommit.Intents.Alterations;

/// <summary>The answer to an alteration that is committed, or that changes nothing.</summary>
/// <param name="Message">The message as it is then.</param>
public sealed record CommittedAlteration(Message Message);
