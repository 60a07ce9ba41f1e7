namespace Allmine.Domain.Chats;

/// <summary>What can change of a chat itself.</summary>
public enum ChatEvent
{
    /// <summary>The title, the photo, or both.</summary>
    Updated = 1,

    MemberAdded = 2,

    MemberRemoved = 3,

    MemberLeft = 4,

    RoleChanged = 5,
}
