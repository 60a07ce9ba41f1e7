using System.Reflection;
using Allmine.Application.Validation;
using Allmine.Domain.Errors;

namespace Allmine.Application.Tests.Validation;

public sealed class RequestFieldsTests
{
    public static TheoryData<string> DomainNames =>
        new(typeof(FieldNames).GetFields(BindingFlags.Public | BindingFlags.Static).Select(constant => (string)constant.GetRawConstantValue()!));

    [Theory]
    [MemberData(nameof(DomainNames))]
    public void Respell_WhenTheDomainNamesAField_ThenItIsSpelledAsInJson(string field) =>
        Assert.Matches("^[a-z]+([A-Z][a-z]+)*(\\.[a-z]+([A-Z][a-z]+)*)?$", RequestFields.Respell(new ErrorDetail(ErrorCode.Required, field)).Field);

    [Fact]
    public void Respell_WhenARefusalNamesTheRecipient_ThenItsCodeNamesTheFieldOfTheRequest() => Assert.Equal(
        "validation.targetUserId.self", RequestFields.Respell(new InvalidRequestException(ErrorCode.Self, FieldNames.Recipient)).Message);

    [Fact]
    public void Respell_WhenTheRequestNamedTheField_ThenItIsLeft()
    {
        var detail = new ErrorDetail(ErrorCode.Range, "limit", 1, 100);

        Assert.Same(detail, RequestFields.Respell(detail));
    }

    [Fact]
    public void Respell_WhenARefusalConcernsNoField_ThenItIsLeft()
    {
        var refusal = new RefusedException(ErrorCode.NotAMember);

        Assert.Same(refusal, RequestFields.Respell(refusal));
    }
}
