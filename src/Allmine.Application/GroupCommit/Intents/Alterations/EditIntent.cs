using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Errors;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Application.GroupCommit.Intents.Alterations;

/// <summary>Other words, another caption or other metadata, by the sender.</summary>
/// <param name="Read">The message as it was read before.</param>
/// <param name="Editor">Who edits.</param>
/// <param name="Edit">What is to change.</param>
public sealed record EditIntent(Message Read, Id<User> Editor, MessageEdit Edit) : AlterationIntent(Read, Editor)
{
    /// <summary>The words that are replaced are kept.</summary>
    public override int Weight => base.Weight + LengthOf(Edit.Content.Value, Edit.Metadata.Value) + LengthOf(Read.Content, Read.Attributes.Metadata);

    private protected override AlterationKind Kind => AlterationKind.Edited;

    private protected override bool IsFreeOfBlocks => false;

    private protected override Message Alter(Message before, Chat chat, DateTime at) => before.Edit(Edit, chat.NextChange, at);

    private protected override ErrorCode? ObjectionToMember(Id<User> member, Chat chat) => member == Read.SenderId ? null : ErrorCode.Forbidden;

    /// <summary>What names somebody is held to what a message would be that names them.</summary>
    private protected override IEnumerable<DirectPair> PairsBehind(Chat chat) => chat.Kind == ChatKind.Group
        ? base.PairsBehind(chat).Concat(MessageIntent.PairsWith(Editor, Read.Attributes.Mentions))
        : [];

    private static int LengthOf(string? content, string? metadata) => (content?.Length ?? 0) + (metadata?.Length ?? 0);
}
