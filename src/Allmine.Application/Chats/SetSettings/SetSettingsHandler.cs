using Allmine.Application.Authorization;
using Allmine.Application.Ports;
using Allmine.Application.Ports.Chats;
using Allmine.Domain;
using Allmine.Domain.Chats;
using MediatR;

namespace Allmine.Application.Chats.SetSettings;

internal sealed class SetSettingsHandler(ICaller caller, TimeProvider time, IChatRepository chats, IChatSettingsRepository settings)
    : IRequestHandler<SetSettingsCommand, ChatSettingsView>
{
    public async Task<ChatSettingsView> Handle(SetSettingsCommand command, CancellationToken cancellationToken)
    {
        var user = caller.ActingUser();
        var until = command.MutedUntil.Value is { } text ? new Moment(SetSettingsValidator.Parse(text)!.Value) : null;
        var edit = new ChatSettingsEdit(command.Muted, command.MutedUntil.IsGiven ? Change<Moment>.To(until) : default, command.Archived, command.Pinned);
        // Whoever is ahead has done a step of their own, so that this ends.
        while (true)
        {
            var chat = await chats.FindForReaderAsync(command.ChatId, new ChatReader(user, ReadsAll: false), cancellationToken);
            var now = time.GetUtcMilliseconds();
            var before = await settings.FindAllAsync(user, [chat.Id], cancellationToken) is [var known] ? known : new ChatSettings(chat.Id, user);
            var after = before.With(edit, chat, now);
            if (ReferenceEquals(after, before) || await settings.SaveAsync(after, cancellationToken))
                return ChatSettingsView.Of(after, chat, now);
        }
    }
}
