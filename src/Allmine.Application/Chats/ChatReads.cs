using Allmine.Application.Authorization;
using Allmine.Application.Ports.Chats;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Errors;

namespace Allmine.Application.Chats;

internal static class ChatReads
{
    /// <summary>The chat, for one of its members to read in, or for who may read everywhere.</summary>
    /// <param name="chats">Where it is.</param>
    /// <param name="id">The chat, in the form of identifiers.</param>
    /// <param name="reader">Who reads.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="RefusedException"><c>chat.not_found</c>, <c>chat.not_a_member</c>.</exception>
    public static async Task<Chat> FindForReaderAsync(this IChatRepository chats, string id, ChatReader reader, CancellationToken cancellationToken)
    {
        var chat = await chats.FindAsync(Id<Chat>.Parse(id), cancellationToken) ?? throw new RefusedException(ErrorCode.ChatNotFound);
        return reader.MayRead(chat) ? chat : throw new RefusedException(ErrorCode.NotAMember);
    }
}
