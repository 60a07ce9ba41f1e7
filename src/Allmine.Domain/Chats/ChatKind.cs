namespace Allmine.Domain.Chats;

public enum ChatKind
{
    /// <summary>Of just two users, who have one such chat at most.</summary>
    Direct = 1,

    /// <summary>Of any members, with a title if it was given one.</summary>
    Group = 2,
}
