using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Users;

namespace Allmine.Application.Ports.Store;

/// <summary>A chat that a round adds messages to, or alters messages of, and what it was decided on.</summary>
public sealed class ChatChange
{
    public ChatChange(Chat chat, bool isNew)
    {
        Chat = chat;
        IsNew = isNew;
        BaseSequence = chat.LastSequence;
        BaseAlterations = chat.AlterationCount;
        BaseUpdatedAt = chat.UpdatedAt;
    }

    /// <summary>The chat as it is to be. Its revision is the one that it must still have.</summary>
    public Chat Chat { get; }

    /// <summary>Whether the chat is to be created.</summary>
    public bool IsNew { get; }

    /// <summary>The last number that the chat must still have.</summary>
    public long BaseSequence { get; }

    /// <summary>The number of alterations that the chat must still have.</summary>
    public long BaseAlterations { get; }

    /// <summary>When the chat was last active before the round: UTC, whole milliseconds.</summary>
    public DateTime BaseUpdatedAt { get; }

    /// <summary>The members who send in this round: those whose read markers move.</summary>
    public HashSet<Id<User>> Senders { get; } = [];
}
