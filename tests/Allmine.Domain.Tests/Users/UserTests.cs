using Allmine.Domain.Errors;
using Allmine.Domain.Users;

namespace Allmine.Domain.Tests.Users;

public sealed class UserTests
{
    private static readonly Id<User> Id = Id<User>.Parse("64d15f9e2e6c8f4d5a111111");

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("https://example.com/photo.jpg")]
    public void User_WhenPhotoIsAnAddressOrNone_ThenIsKept(string? photo)
    {
        var user = new User(Id, Username.From("Ada"), photo);

        Assert.Equal(Id, user.Id);
        Assert.Equal("Ada", user.Username.Value);
        Assert.Equal(photo, user.ProfilePhoto);
    }

    [Fact]
    public void User_WhenPhotoIsAtTheLimit_ThenIsKeptAndOneMoreIsTooLong()
    {
        var longest = TestTexts.Repeat("a", 2048);
        Assert.Equal(longest, new User(Id, Username.From("Ada"), longest).ProfilePhoto);

        Assert.Equal("validation.profile photo.too_long", Refused(longest + "a").Name);
    }

    [Theory]
    [MemberData(nameof(TestTexts.Malformed), MemberType = typeof(TestTexts))]
    public void User_WhenPhotoIsNotWellFormed_ThenIsRefused(string escaped) =>
        Assert.Equal("validation.profile photo.characters", Refused(TestTexts.Unescape(escaped)).Name);

    private static ErrorDetail Refused(string photo) =>
        Assert.Single(Assert.Throws<InvalidRequestException>(() => new User(Id, Username.From("Ada"), photo)).Errors);
}
