using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Users;

namespace Allmine.Application.Ports.Store;

/// <summary>A chat that a round makes, opens or changes, adds messages to, or alters messages of, and what it was decided on.</summary>
public sealed class ChatChange
{
    public ChatChange(Chat chat, bool isNew)
    {
        Chat = chat;
        IsNew = isNew;
        BaseRevision = chat.Revision;
        BaseSequence = chat.LastSequence;
        BaseAlterations = chat.AlterationCount;
        BaseUpdatedAt = chat.UpdatedAt;
    }

    /// <summary>The chat as it is to be.</summary>
    public Chat Chat { get; }

    /// <summary>Whether the chat is to be created.</summary>
    public bool IsNew { get; }

    /// <summary>The revision that the chat must still have.</summary>
    public long BaseRevision { get; }

    /// <summary>The last number that the chat must still have.</summary>
    public long BaseSequence { get; }

    /// <summary>The number of alterations that the chat must still have.</summary>
    public long BaseAlterations { get; }

    /// <summary>When the chat was last active before the round: UTC, whole milliseconds.</summary>
    public DateTime BaseUpdatedAt { get; }

    /// <summary>
    /// Whether title, photo, members or roles change, or a chat that was there and not open is opened: then all that has nothing to do with messages is written anew.
    /// </summary>
    public bool ChangesChat => !IsNew && Chat.Revision != BaseRevision;

    /// <summary>Those who came, went, or got another role in this round; one may be a member then or not.</summary>
    public HashSet<Id<User>> ChangedMembers { get; } = [];

    /// <summary>The members who send in this round: those whose read markers move.</summary>
    public HashSet<Id<User>> Senders { get; } = [];
}
