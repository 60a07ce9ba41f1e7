using Allmine.Domain.Credits;
using Allmine.Domain.Errors;

namespace Allmine.Domain.Users;

/// <summary>A person, or the product itself, in the user directory, which the first-party backends keep.</summary>
public sealed class User
{
    /// <summary>The most characters (Unicode scalar values) of the address of a picture, white space at its ends aside.</summary>
    public const int MaxProfilePhotoLength = 2048;

    /// <summary>The most UTF-16 code units of the address of a picture, white space at its ends with it.</summary>
    public const int MaxStoredProfilePhotoLength = 2 * MaxProfilePhotoLength;

    /// <exception cref="InvalidRequestException">The identifier is reserved, or the address of the picture is too long or not well formed.</exception>
    public User(Id<User> id, Username username, string? profilePhoto, UserKind kind = UserKind.Person)
        : this(username, id, profilePhoto, kind)
    {
        if ((IdViolation(id) ?? ProfilePhotoViolation(profilePhoto)) is { } fault)
            throw new InvalidRequestException(fault);
    }

    private User(Username username, Id<User> id, string? profilePhoto, UserKind kind)
    {
        Id = id;
        Kind = kind;
        Username = username;
        ProfilePhoto = profilePhoto;
    }

    public Id<User> Id { get; }

    public Username Username { get; }

    public UserKind Kind { get; }

    /// <summary>The address of the person's picture, if any: not looked at, only handed on.</summary>
    public string? ProfilePhoto { get; }

    /// <summary>A user as it was stored.</summary>
    public static User Restore(Id<User> id, Username username, string? profilePhoto, UserKind kind = UserKind.Person) => new(username, id, profilePhoto, kind);

    /// <summary>The same user as one of that kind.</summary>
    public User As(UserKind kind) => new(Username, Id, ProfilePhoto, kind);

    /// <summary>The rule that the identifier breaks, or null: that of the system account is nobody's.</summary>
    public static ErrorDetail? IdViolation(Id<User> id) => id == Wallet.SystemOwner ? new ErrorDetail(ErrorCode.Format, FieldNames.UserId) : null;

    /// <summary>The rule that the address of a picture breaks, or null.</summary>
    public static ErrorDetail? ProfilePhotoViolation(string? address) => address switch
    {
        null => null,
        _ when !PlainText.IsWellFormed(address) => new ErrorDetail(ErrorCode.Characters, FieldNames.ProfilePhoto),
        _ when !PlainText.HasAtMost(address, MaxProfilePhotoLength, MaxStoredProfilePhotoLength) => new ErrorDetail(ErrorCode.TooLong, FieldNames.ProfilePhoto, MaxProfilePhotoLength),
        _ => null,
    };
}
