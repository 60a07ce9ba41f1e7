using Allmine.Application.Messages;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Stores.Tests.Contracts.Changes;

/// <summary>A message as a reader is told of it, without the markers of others: two of them are equal where a reader sees no difference.</summary>
/// <param name="Id">The message.</param>
/// <param name="ChatId">Its chat.</param>
/// <param name="Sequence">Its number.</param>
/// <param name="Change">The number of its latest change.</param>
/// <param name="IsDeleted">Whether it is a tombstone.</param>
/// <param name="IsPinned">Whether it is among the pinned ones.</param>
/// <param name="Parts">All else but its reactions.</param>
/// <param name="Reactions">The kinds of reactions in their order, each with how many there are and whether one of them is the reader's.</param>
internal sealed record ToldMessage(Id<Message> Id, Id<Chat> ChatId, long Sequence, long Change, bool IsDeleted, bool IsPinned, string Parts, string Reactions)
{
    public static ToldMessage Of(MessageView view, Id<User> reader) => Of(view.Message, reader);

    public static ToldMessage Of(StoredMessage stored, Id<User> reader)
    {
        var message = stored.GetReadable();
        return new ToldMessage(message.Id, message.ChatId, message.Sequence, message.Change, message.IsDeleted, message.Life.PinnedAt is not null, PartsOf(message), ReactionsOn(message, reader));
    }

    public static string ReactionsOn(Message message, Id<User> reader) =>
        string.Join(' ', message.Life.Reactions.Select(reaction => $"{reaction.Emoji}:{reaction.Reactors.Count}{(reaction.IsBy(reader) ? "!" : "")}"));

    private static string PartsOf(Message message)
    {
        var (attributes, life) = (message.Attributes, message.Life);
        return string.Join(" | ", [
            $"{(message.SenderId, message.Kind, message.Content, message.Media, message.Transfer)}",
            $"{(attributes.Metadata, attributes.IsSilent, attributes.ReplyTo)} {string.Join(',', attributes.Mentions)}",
            $"{life.Version} {At(message.CreatedAt)} {At(message.UpdatedAt)} {At(life.EditedAt)} {At(life.DeletedAt)} {At(life.PinnedAt)}",
        ]);
    }

    private static string? At(DateTime? time) => time?.ToString("O");
}
