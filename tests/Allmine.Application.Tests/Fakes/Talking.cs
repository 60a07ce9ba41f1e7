using Allmine.Application.Blocks.BlockUser;
using Allmine.Application.Messages;
using Allmine.Application.Messages.EditMessage;
using Allmine.Application.Messages.SendMessage;
using Allmine.Application.Messages.SetPin;
using Allmine.Application.Messages.SetReaction;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;
using MediatR;

namespace Allmine.Application.Tests.Fakes;

/// <summary>What people do with messages, in a line.</summary>
internal static class Talking
{
    public static Task<Message> SendAsync(this Service service, Id<User> sender, Id<Chat> chat, string text = "Hello") =>
        service.SendAsync(sender, new SendMessageCommand("text", chat.ToString(), null, text, null, null, null, null, false));

    public static async Task<Message> SendAsync(this Service service, Id<User> sender, SendMessageCommand command) =>
        (await service.SendAsync(Callers.Person(sender), command)).View.Message.GetReadable();

    /// <summary>A direct chat, opened by a message.</summary>
    public static Task<Message> SendToAsync(this Service service, Id<User> sender, Id<User> target, string text = "Hello") =>
        service.SendAsync(sender, new SendMessageCommand("text", null, target.ToString(), text, null, null, null, null, false));

    public static Task<Message> EditAsync(this Service service, Message message, string? text) => service.AlterAsync(message.SenderId, Edit(message.Id, text));

    public static Task<Message> ReactAsync(this Service service, Id<User> user, Message message, string emoji = "👍", bool isSet = true) =>
        service.AlterAsync(user, new SetReactionCommand(message.Id.ToString(), emoji, isSet));

    public static Task<Message> PinAsync(this Service service, Id<User> user, Message message, bool isSet = true) =>
        service.AlterAsync(user, new SetPinCommand(message.Id.ToString(), isSet));

    public static EditMessageCommand Edit(Id<Message> id, string? text, string? ifMatch = null) => new(id.ToString(), Change<string>.To(text), default, ifMatch);

    /// <summary>The message as it was answered.</summary>
    public static async Task<Message> AlterAsync(this Service service, Id<User> user, IRequest<MessageView> command) =>
        (await service.SendAsync(Callers.Person(user), command)).Message.GetReadable();

    public static Task BlockAsync(this Service service, Id<User> blocker, Id<User> blocked) => service.SendAsync(Callers.Person(blocker), new BlockUserCommand(blocked.ToString()));
}
