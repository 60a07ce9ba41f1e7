using Allmine.Application.Ports.Chats;
using Allmine.Application.Ports.Messages;
using Allmine.Domain;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Application.Messages;

/// <summary>Shows what became of messages to those who sent them: two reads, however many there are.</summary>
internal sealed class SentMessages(IMessageRepository messages, IChatRepository chats)
{
    /// <param name="sent">As they were sent: one or more.</param>
    /// <param name="viewer">Who asks; null for a backend that acts for nobody.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>
    /// In that order, each as it reads now; one whose sender does not see it any more, or whose record or chat can't be read, as it was sent, as the record
    /// of its key has it.
    /// </returns>
    public async Task<IReadOnlyList<MessageView>> ViewAsync(IReadOnlyList<Message> sent, Id<User>? viewer, CancellationToken cancellationToken)
    {
        var present = (await messages.FindAllAsync([.. sent.Select(message => message.Id)], cancellationToken))
            .Select(message => message.Readable)
            .OfType<Message>()
            .ToDictionary(message => message.Id);
        var found = (await chats.FindAllAsync(sent.Select(message => message.ChatId).ToHashSet(), cancellationToken)).ToDictionary(chat => chat.Id);
        return [.. sent.Select(ViewOf)];

        MessageView ViewOf(Message message) => found.GetValueOrDefault(message.ChatId) is { } chat && chat.Sees(message.SenderId, message.Sequence)
            ? MessageView.In(chat, present.GetValueOrDefault(message.Id) ?? message, viewer)
            : new MessageView(message, [], [], viewer);
    }
}
