using Allmine.Application.Tests.Fakes;
using Allmine.Application.Users.PutUser;
using Allmine.Application.Validation;

namespace Allmine.Application.Tests.Users.PutUser;

public sealed class PutUserValidationTests
{
    private static readonly PutUserCommand Command = new(Samples.Nobody.ToString(), "Dora", null);

    [Fact]
    public void Command_WhenAtTheLimits_ThenPasses()
    {
        AssertFaults(Command);
        AssertFaults(Command with { Username = new string('a', 64), ProfilePhoto = new string('a', 2048) });
    }

    [Theory]
    [InlineData("1")]
    [InlineData("64d15f9e2e6c8f4d5a99999g")]
    // That of the system account.
    [InlineData("ffffffffffffffffffffffff")]
    [InlineData("FFFFFFFFFFFFFFFFFFFFFFFF")]
    public void UserId_WhenOfWrongForm_ThenIsRefused(string id) => AssertFaults(Command with { UserId = id }, "validation.userId.format");

    [Fact]
    public void Username_WhenItBreaksARule_ThenIsRefused()
    {
        AssertFaults(Command with { Username = null }, "validation.username.required");
        AssertFaults(Command with { Username = " \u3000" }, "validation.username.blank");
        AssertFaults(Command with { Username = new string('a', 65) }, "validation.username.too_long");
        AssertFaults(Command with { Username = "a\0" }, "validation.username.characters");
    }

    [Fact]
    public void ProfilePhoto_WhenItBreaksARule_ThenIsRefused()
    {
        AssertFaults(Command with { ProfilePhoto = new string('a', 2049) }, "validation.profilePhoto.too_long");
        AssertFaults(Command with { ProfilePhoto = new string('\uD83D', 1) }, "validation.profilePhoto.characters");
    }

    [Fact]
    public void Command_WhenManyRulesAreBroken_ThenEachIsReported() => AssertFaults(
        new PutUserCommand("x", null, "\0"), "validation.userId.format", "validation.username.required", "validation.profilePhoto.characters");

    private static void AssertFaults(PutUserCommand command, params string[] codes) =>
        Assert.Equal(codes, new PutUserValidator().Validate(command).Errors.Select(failure => ErrorDetailRules.ToErrorDetail(failure).Name));
}
