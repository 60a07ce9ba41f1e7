using Allmine.Application.Messages.GetHistory;
using Allmine.Application.Tests.Fakes;
using Allmine.Application.Validation;

namespace Allmine.Application.Tests.Messages.GetHistory;

public sealed class GetHistoryValidationTests
{
    private static readonly string Chat = Samples.Two.ToString();

    [Theory]
    [InlineData(null, null, null)]
    [InlineData(1L, null, 1)]
    [InlineData(long.MaxValue, null, 100)]
    [InlineData(null, 0L, 20)]
    [InlineData(null, long.MaxValue, null)]
    public void Query_WhenWithinTheBounds_ThenPasses(long? before, long? after, int? limit) => AssertFaults(Chat, before, after, limit);

    [Theory]
    [InlineData("")]
    [InlineData("64d15f9e2e6c8f4d5a12345")]
    public void ChatId_WhenOfWrongForm_ThenIsRefused(string chatId) => AssertFaults(chatId, null, null, null, "validation.chatId.format");

    [Theory]
    [InlineData(0L)]
    [InlineData(-1L)]
    public void Before_WhenBelowOne_ThenIsRefused(long before) => AssertFaults(Chat, before, null, null, "validation.before.range");

    [Fact]
    public void After_WhenBelowZero_ThenIsRefused() => AssertFaults(Chat, null, -1, null, "validation.after.range");

    [Fact]
    public void Before_WhenTogetherWithAfter_ThenIsRefused() => AssertFaults(Chat, 5, 1, null, "validation.before.range");

    [Theory]
    [InlineData(null, null, 1L)]
    [InlineData(null, null, long.MaxValue)]
    [InlineData(null, null, 0L, "validation.around.range")]
    [InlineData(null, null, -1L, "validation.around.range")]
    [InlineData(5L, null, 5L, "validation.around.range")]
    [InlineData(null, 5L, 5L, "validation.around.range")]
    [InlineData(null, 0L, 5L, "validation.around.range")]
    public void Around_WhenBelowOneOrTogetherWithAnother_ThenIsRefused(long? before, long? after, long around, params string[] codes) => Assert.Equal(
        codes,
        new GetHistoryValidator().Validate(new GetHistoryQuery(Chat, before, after, around, null)).Errors.Select(failure => ErrorDetailRules.ToErrorDetail(failure).Name));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(101)]
    [InlineData(int.MaxValue)]
    public void Limit_WhenOutOfBounds_ThenIsRefused(int limit) => AssertFaults(Chat, null, null, limit, "validation.limit.range");

    private static void AssertFaults(string chatId, long? before, long? after, int? limit, params string[] codes) => Assert.Equal(
        codes,
        new GetHistoryValidator().Validate(new GetHistoryQuery(chatId, before, after, null, limit)).Errors.Select(failure => ErrorDetailRules.ToErrorDetail(failure).Name));
}
