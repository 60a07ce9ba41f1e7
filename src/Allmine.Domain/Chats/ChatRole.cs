namespace Allmine.Domain.Chats;

/// <summary>What a member may do in a group. Each may do what those before it may.</summary>
public enum ChatRole
{
    /// <summary>Reads, sends, and leaves. In a direct chat both are.</summary>
    Member,

    /// <summary>Also changes title and photo, adds members, removes those who are no owners, and deletes and pins messages of others.</summary>
    Admin,

    /// <summary>Also removes owners, and gives roles. A group with members has an owner at least.</summary>
    Owner,
}
