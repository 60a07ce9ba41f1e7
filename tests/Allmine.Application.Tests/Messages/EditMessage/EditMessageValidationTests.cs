using Allmine.Application.Messages.EditMessage;
using Allmine.Application.Validation;
using Allmine.Domain;
using Allmine.Domain.Messages;

namespace Allmine.Application.Tests.Messages.EditMessage;

public sealed class EditMessageValidationTests
{
    private static readonly EditMessageCommand Nothing = new("64d15f9e2e6c8f4d5a000001", default, default, null);

    [Fact]
    public void Command_WhenWellFormed_ThenPasses()
    {
        AssertFaults(Nothing);
        AssertFaults(Nothing with { Content = Change<string>.To(null), Metadata = Change<string>.To(null) });
        AssertFaults(Nothing with { Content = Change<string>.To(new string('a', MessageText.MaxLength)), Metadata = Change<string>.To("{}") });
        // Whether it may be blank depends on the message.
        AssertFaults(Nothing with { Content = Change<string>.To(" ") });
    }

    [Fact]
    public void Content_WhenItBreaksARule_ThenIsRefused()
    {
        AssertFaults(Nothing with { Content = Change<string>.To(new string('a', MessageText.MaxLength + 1)) }, "validation.content.too_long");
        AssertFaults(Nothing with { Content = Change<string>.To("\0") }, "validation.content.characters");
    }

    [Theory]
    [InlineData("[]", "validation.metadata.wrong_type")]
    [InlineData("{\"a\":1,\"a\":2}", "validation.metadata.duplicate")]
    [InlineData("{\"\":1}", "validation.metadata.key")]
    [InlineData("{\"a\":[[[[1]]]]}", "validation.metadata.too_deep")]
    public void Metadata_WhenItBreaksARule_ThenIsRefused(string metadata, string code) => AssertFaults(Nothing with { Metadata = Change<string>.To(metadata) }, code);

    [Theory]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("\"1\"")]
    [InlineData("\"100\"")]
    [InlineData("\"999999999\"")]
    public void IfMatch_WhenItIsAnyOrAVersion_ThenPasses(string ifMatch) => AssertFaults(Nothing with { IfMatch = ifMatch });

    [Theory]
    [InlineData(" ")]
    [InlineData("**")]
    [InlineData("1")]
    [InlineData("W/\"3\"")]
    [InlineData("\"x\"")]
    [InlineData("\"\"")]
    [InlineData("\"0\"")]
    [InlineData("\"01\"")]
    [InlineData("\"-1\"")]
    [InlineData("\"1\", \"2\"")]
    [InlineData("\"1000000000\"")]
    public void IfMatch_WhenItIsAnythingElse_ThenIsRefused(string ifMatch) => AssertFaults(Nothing with { IfMatch = ifMatch }, "validation.ifMatch.format");

    [Fact]
    public void MessageId_WhenOfWrongForm_ThenIsRefused() => AssertFaults(Nothing with { MessageId = "1" }, "validation.messageId.format");

    private static void AssertFaults(EditMessageCommand command, params string[] codes) => Assert.Equal(
        codes, new EditMessageValidator().Validate(command).Errors.Select(failure => ErrorDetailRules.ToErrorDetail(failure).Name));
}
