using Allmine.Application.Authorization;
using Allmine.Application.GroupCommit;
using Allmine.Application.GroupCommit.Intents.Alterations;
using Allmine.Domain.Errors;
using Allmine.Domain.Messages;

namespace Allmine.Application.Messages;

/// <summary>
/// Alters a message: reads it and its chat, and hands an intent to the engine, which does the rest. What is answered without a commit relies on what
/// has just been read.
/// </summary>
internal sealed class MessageAlterations(VisibleMessages visible, GroupCommitEngine engine)
{
    /// <param name="id">Of the message, in the form of identifiers.</param>
    /// <param name="by">Who alters it; null for a backend that acts for nobody.</param>
    /// <param name="toIntent">What is to become of the message.</param>
    /// <param name="cancellationToken">Ends the reading. Once handed over, an intent is carried out whether or not its caller still waits.</param>
    /// <returns>The message as it is then, as the user reads it.</returns>
    /// <exception cref="AllmineException">It is refused, or the outcome is unknown.</exception>
    public async Task<MessageView> ApplyAsync(string id, ChatAuthority? by, Func<Message, AlterationIntent> toIntent, CancellationToken cancellationToken)
    {
        var (message, chat) = await visible.FindAsync(id, by?.Reader ?? ChatReader.Backend, cancellationToken);
        var intent = toIntent(message.GetReadable()) with { IsOperator = by?.IsOperator == true };
        intent.EnsureAllowedIn(chat);
        return MessageView.In(chat, (await engine.CommitAsync(intent)).Message, by?.UserId);
    }
}
