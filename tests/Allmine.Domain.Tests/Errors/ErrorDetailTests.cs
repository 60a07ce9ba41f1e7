using Allmine.Domain.Errors;

namespace Allmine.Domain.Tests.Errors;

public sealed class ErrorDetailTests
{
    [Theory]
    [InlineData("content", "validation.content.too_long")]
    [InlineData("creditTransfer.amount", "validation.creditTransfer.amount.too_long")]
    public void Name_WhenAFieldIsConcerned_ThenNamesIt(string field, string name) =>
        Assert.Equal(name, new ErrorDetail(ErrorCode.TooLong, field).Name);

    [Fact]
    public void Name_WhenNoFieldIsConcerned_ThenIsTheCode() => Assert.Equal("chat.not_found", new ErrorDetail(ErrorCode.ChatNotFound).Name);

    [Fact]
    public void Exceptions_WhenMade_ThenTellTheirCodesAndKind()
    {
        var invalid = new InvalidRequestException(new ErrorDetail(ErrorCode.Required, "type"), new ErrorDetail(ErrorCode.Blank, "content"));
        Assert.Equal("validation.type.required, validation.content.blank", invalid.Message);
        Assert.Equal(ErrorKind.Invalid, invalid.Kind);

        var refused = new RefusedException(ErrorCode.NotAMember);
        Assert.Same(ErrorCode.NotAMember, refused.Code);
        Assert.Equal(ErrorKind.Forbidden, refused.Kind);

        var cause = new TimeoutException();
        var unavailable = new StoreUnavailableException(cause);
        Assert.Equal("store.unavailable", unavailable.Message);
        Assert.Equal(ErrorKind.Unavailable, unavailable.Kind);
        Assert.Same(cause, unavailable.InnerException);
    }
}
