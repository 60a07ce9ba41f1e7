using Allmine.Application.Chats.MarkRead;
using Allmine.Application.Messages;
using Allmine.Application.Messages.DeleteMessage;
using Allmine.Application.Messages.EditMessage;
using Allmine.Application.Messages.SendMessage;
using Allmine.Application.Messages.SetPin;
using Allmine.Application.Messages.SetReaction;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Errors;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;
using MediatR;

namespace Allmine.Stores.Tests.Contracts.Changes;

/// <summary>Sends messages and alters those that anybody has sent, through one node or another.</summary>
/// <param name="name">Of this writer alone.</param>
/// <param name="reader">Whose eyes see the answers.</param>
/// <param name="chats">With their members, the admin first.</param>
/// <param name="known">The messages that were sent, with their chat and sender; shared.</param>
/// <param name="history">Learns what is answered.</param>
/// <param name="random">What it does next.</param>
internal sealed class Writer(
    string name, Id<User> reader, IReadOnlyList<(Id<Chat> Id, Id<User>[] Members)> chats, List<(Id<Message> Id, int Chat, Id<User> Sender)> known, ChangeHistory history, Random random)
{
    /// <summary>Why something may be refused: others were faster, or a bound was reached.</summary>
    private static readonly ErrorCode[] Expected = [ErrorCode.MessageDeleted, ErrorCode.ReactionsFull, ErrorCode.PinsFull, ErrorCode.VersionConflict];

    private const int MostAttempts = 20;

    private int steps;

    public async Task ActAsync(UseCases[] nodes)
    {
        var node = nodes[random.Next(nodes.Length)];
        var number = ++steps;
        if (Choose() is not { } target || random.Next(3) == 0)
        {
            await SendAsync(nodes, number);
            return;
        }

        var (chat, members) = chats[target.Chat];
        var (id, anybody) = (target.Id.ToString(), members[random.Next(members.Length)]);
        switch (random.Next(10))
        {
            case 0 or 1:
                await AskAsync(node, target.Sender, new EditMessageCommand(id, Change<string>.To($"{name} edits {number}"), default, null));
                break;
            case 2:
                await AskAsync(node, target.Sender, new EditMessageCommand(id, default, Change<string>.To($"{{\"edit\":{random.Next(3)}}}"), null));
                break;
            case 3:
                await AskAsync(node, members.Length > 2 && random.Next(2) == 0 ? members[0] : target.Sender, new DeleteMessageCommand(id));
                break;
            case 4 or 5 or 6:
                await AskAsync(node, anybody, new SetReactionCommand(id, $"{random.Next(4)}", random.Next(3) > 0));
                break;
            case 7 or 8:
                await AskAsync(node, members[0], new SetPinCommand(id, random.Next(3) > 0));
                break;
            default:
                await node.SendAsync(anybody, new MarkReadCommand(chat.ToString(), number));
                break;
        }
    }

    /// <summary>With a key, and again with it: at once, after an answer that was lost, or for no reason.</summary>
    private async Task SendAsync(UseCases[] nodes, int number)
    {
        var place = random.Next(chats.Count);
        var (chat, members) = chats[place];
        var sender = members[random.Next(members.Length)];
        var answered = Choose();
        var command = new SendMessageCommand("text", chat.ToString(), null, $"{name} sends {number}", null, null, null, $"{name}-{number}", false)
        {
            Silent = random.Next(2) == 0,
            ReplyTo = answered?.Chat == place ? answered.Value.Id.ToString() : null,
        };
        for (var (left, most) = (random.Next(1, 3), MostAttempts); left > 0 && most > 0; left--, most--)
        {
            try
            {
                var sent = await nodes[random.Next(nodes.Length)].SendAsync(sender, command);
                var told = ToldMessage.Of(sent.View, reader);
                history.Note("A send", told, tellsPast: sent.Replayed);
                lock (known)
                    known.Add((sent.View.Message.GetReadable().Id, place, sender));
            }
            catch (StoreUnavailableException)
            {
                left++;
            }
            catch (AllmineException refused) when (refused.Errors[0].Code == ErrorCode.NamedNotFound)
            {
                // What it answers was deleted meanwhile.
            }
        }
    }

    private async Task AskAsync(UseCases node, Id<User> user, IRequest<MessageView> command)
    {
        try
        {
            history.Note($"{command}", ToldMessage.Of(await node.SendAsync(user, command), reader));
        }
        catch (StoreUnavailableException)
        {
            // It may be done or not.
        }
        catch (RefusedException refused) when (Expected.Contains(refused.Code))
        {
        }
    }

    /// <summary>One of the latest messages mostly, so that several want the same one.</summary>
    private (Id<Message> Id, int Chat, Id<User> Sender)? Choose()
    {
        lock (known)
            return known.Count == 0 ? null : known[random.Next(random.Next(3) > 0 ? Math.Max(0, known.Count - 4) : 0, known.Count)];
    }
}
