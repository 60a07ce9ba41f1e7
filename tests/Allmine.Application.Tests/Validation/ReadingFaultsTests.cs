using Allmine.Application.Validation;
using Allmine.Domain.Errors;

namespace Allmine.Application.Tests.Validation;

public sealed class ReadingFaultsTests
{
    private readonly ReadingFaults faults = new();

    [Fact]
    public void With_WhenAFieldCouldNotBeRead_ThenWhatFollowsFromThatIsLeftOut()
    {
        faults.AddUnread(new ErrorDetail(ErrorCode.Format, "targetUserId"));
        faults.AddUnread(new ErrorDetail(ErrorCode.Format, "idempotencyKey"));
        faults.AddUnread(new ErrorDetail(ErrorCode.Characters, "creditTransfer"));

        AssertTold(
            [
                new ErrorDetail(ErrorCode.Required, "targetUserId"), new ErrorDetail(ErrorCode.Required, "chatId", "targetUserId"),
                new ErrorDetail(ErrorCode.KeyRequired), new ErrorDetail(ErrorCode.Required, "creditTransfer.amount"),
            ],
            "validation.targetUserId.format", "validation.idempotencyKey.format", "validation.creditTransfer.characters");
    }

    [Fact]
    public void With_WhenANameIsUnknownOrTwice_ThenNothingIsLeftOut()
    {
        faults.Add(new ErrorDetail(ErrorCode.Format, "content"));

        AssertTold(
            [new ErrorDetail(ErrorCode.Blank, "content"), new ErrorDetail(ErrorCode.Required, "contents"), new ErrorDetail(ErrorCode.Required, "chatId", "targetUserId")],
            "validation.content.format", "validation.content.blank", "validation.contents.required", "validation.chatId.required");
    }

    [Fact]
    public void AreEnough_WhenTheFaultsAreCounted_ThenIsTrueFromAsManyAsAreTold()
    {
        for (var i = 0; i < InvalidRequestException.MaxFaults; i++)
        {
            Assert.False(faults.AreEnough);
            faults.Add(new ErrorDetail(ErrorCode.Format, $"f{i}"));
        }

        Assert.True(faults.AreEnough);
    }

    private void AssertTold(IReadOnlyList<ErrorDetail> broken, params string[] names) =>
        Assert.Equal(names, faults.With(broken).Select(fault => fault.Name));
}
