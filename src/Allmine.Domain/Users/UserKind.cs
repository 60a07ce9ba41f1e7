namespace Allmine.Domain.Users;

/// <summary>What a user of the directory is. It never changes.</summary>
public enum UserKind
{
    /// <summary>Somebody who may have a token of their own.</summary>
    Person,

    /// <summary>The product itself, or a part of it: first-party backends act for it, and nobody else does.</summary>
    System,
}
