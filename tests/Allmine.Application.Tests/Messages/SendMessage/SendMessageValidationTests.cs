using Allmine.Application.Messages;
using Allmine.Application.Messages.SendMessage;
using Allmine.Application.Tests.Fakes;
using Allmine.Application.Validation;
using Allmine.Domain.Errors;

namespace Allmine.Application.Tests.Messages.SendMessage;

public sealed class SendMessageValidationTests
{
    private const string Emoji = "\U0001F600";
    private static readonly SendMessageCommand Text = new("text", Samples.Team.ToString(), null, "Hello", null, null, null, null, false);
    private static readonly SendMessageCommand Media = Text with { Type = "media", Content = null, File = "photo.jpg" };
    private static readonly SendMessageCommand Transfer =
        Text with { Type = "credit_transfer", Content = null, CreditTransfer = new CreditTransferPart(25), IdempotencyKey = "k" };

    [Theory]
    [InlineData(null, "validation.type.required")]
    [InlineData("", "validation.type.allowed_values")]
    [InlineData("TEXT", "validation.type.allowed_values")]
    [InlineData("text, media", "validation.type.allowed_values")]
    [InlineData("99", "validation.type.allowed_values")]
    public void Type_WhenNoneOfTheKinds_ThenIsRefused(string? type, string code) => AssertFaults(Text with { Type = type }, code);

    [Fact]
    public void Type_WhenOneOfTheKinds_ThenPasses()
    {
        AssertPasses(Text);
        AssertPasses(Media);
        AssertPasses(Transfer);
    }

    [Theory]
    [InlineData("64d15f9e2e6c8f4d5a12345")]
    [InlineData("64d15f9e2e6c8f4d5a1234567")]
    [InlineData("64d15f9e2e6c8f4d5a12345x")]
    [InlineData("")]
    public void Ids_WhenOfWrongForm_ThenAreRefused(string id)
    {
        AssertFaults(Text with { ChatId = id }, "validation.chatId.format");
        AssertFaults(Text with { TargetUserId = id }, "validation.targetUserId.format");
        AssertFaults(Text with { ChatId = null, TargetUserId = id }, "validation.targetUserId.format");
    }

    [Fact]
    public void Ids_WhenEitherIsThere_ThenPass()
    {
        AssertPasses(Text with { ChatId = "64D15F9E2E6C8F4D5A123456" });
        AssertPasses(Text with { ChatId = null, TargetUserId = Samples.Bob.ToString() });
        AssertPasses(Text with { TargetUserId = Samples.Bob.ToString() });
    }

    [Fact]
    public void Ids_WhenNeitherIsThere_ThenTheChatIsRequired() => AssertFaults(Text with { ChatId = null }, "validation.chatId.required");

    [Theory]
    [InlineData("a")]
    [InlineData(Emoji)]
    public void Content_WhenOfFiveThousandScalars_ThenPassesAndOneMoreDoesNot(string character)
    {
        foreach (var command in new[] { Text, Media, Transfer })
        {
            AssertPasses(command with { Content = " " + Repeat(character, 5000) + " " });
            AssertFaults(command with { Content = Repeat(character, 5001) }, "validation.content.too_long");
        }
    }

    [Theory]
    [InlineData(null, "validation.content.required")]
    [InlineData("", "validation.content.blank")]
    [InlineData(" \u00A0\u3000\t", "validation.content.blank")]
    public void Content_WhenAbsentOrBlank_ThenOnlyATextIsRefused(string? content, string code)
    {
        AssertFaults(Text with { Content = content }, code);
        AssertPasses(Media with { Content = content });
        AssertPasses(Transfer with { Content = content });
    }

    [Fact]
    public void Content_WhenNotWellFormed_ThenEveryKindIsRefused()
    {
        foreach (var content in new[] { "a\0b", new string('\uD83D', 1), new string('\uDE00', 1) + "a", "a" + new string('\uD83D', 1) })
        {
            foreach (var command in new[] { Text, Media, Transfer })
                AssertFaults(command with { Content = content }, "validation.content.characters");
        }
    }

    [Fact]
    public void File_WhenTheKindIsMedia_ThenIsRequired()
    {
        AssertPasses(Media);
        AssertFaults(Media with { File = null }, "validation.file.required");
        AssertFaults(Media with { File = "" }, "validation.file.required");
    }

    [Fact]
    public void File_WhenTheKindIsText_ThenMayBeThereAndNotEmpty()
    {
        AssertPasses(Text with { File = "photo.jpg" });
        AssertFaults(Text with { File = "" }, "validation.file.blank");
    }

    [Fact]
    public void File_WhenTheKindIsATransfer_ThenIsRefused() =>
        AssertFaults(Transfer with { File = "photo.jpg" }, "validation.file.not_allowed");

    [Fact]
    public void Upload_WhenThere_ThenItIsTheFileOfAnyKindButATransfer()
    {
        var upload = new ReceivedPhoto(new InMemoryMedia());

        AssertPasses(Media with { File = null, Upload = upload });
        AssertPasses(Text with { Upload = upload });
        AssertFaults(Transfer with { Upload = upload }, "validation.file.not_allowed");
        AssertFaults(Transfer with { Upload = upload, DryRun = true }, "validation.file.not_allowed");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1_000_000)]
    public void Amount_WhenWithinTheBounds_ThenPasses(long amount) =>
        AssertPasses(Transfer with { CreditTransfer = new CreditTransferPart(amount) });

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1_000_001)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public void Amount_WhenOutOfBounds_ThenIsRefused(long amount)
    {
        var fault = Assert.Single(FaultsOf(Transfer with { CreditTransfer = new CreditTransferPart(amount) }));

        Assert.Equal("validation.creditTransfer.amount.range", fault.Name);
        Assert.Equal([1L, 1_000_000L], fault.Details);
    }

    [Fact]
    public void Amount_WhenTheGreatestIsConfigured_ThenItIsTheBound()
    {
        var options = new MessageOptions { MaxCreditTransfer = 10 };

        Assert.Empty(FaultsOf(Transfer with { CreditTransfer = new CreditTransferPart(10) }, options));
        Assert.Equal("validation.creditTransfer.amount.range", Assert.Single(FaultsOf(Transfer with { CreditTransfer = new CreditTransferPart(11) }, options)).Name);
    }

    [Fact]
    public void Amount_WhenATransferLacksIt_ThenIsRequired()
    {
        AssertFaults(Transfer with { CreditTransfer = null }, "validation.creditTransfer.amount.required");
        AssertFaults(Transfer with { CreditTransfer = new CreditTransferPart(null) }, "validation.creditTransfer.amount.required");
    }

    [Fact]
    public void CreditTransfer_WhenTheKindIsAnother_ThenIsRefused()
    {
        AssertFaults(Text with { CreditTransfer = new CreditTransferPart(25) }, "validation.creditTransfer.not_allowed");
        AssertFaults(Media with { CreditTransfer = new CreditTransferPart(null) }, "validation.creditTransfer.not_allowed");
    }

    [Fact]
    public void IdempotencyKey_WhenATransfer_ThenIsRequiredUnlessItIsADryRun()
    {
        AssertFaults(Transfer with { IdempotencyKey = null }, "idempotency.key_required");
        AssertPasses(Transfer with { IdempotencyKey = null, DryRun = true });
        AssertPasses(Text with { IdempotencyKey = null });
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a\u007F")]
    [InlineData("\u00E7")]
    [InlineData("a\n")]
    public void IdempotencyKey_WhenNotOfVisibleAscii_ThenIsRefused(string key)
    {
        AssertFaults(Text with { IdempotencyKey = key }, "validation.idempotencyKey.format");
        AssertFaults(Transfer with { IdempotencyKey = key }, "validation.idempotencyKey.format");
    }

    [Fact]
    public void IdempotencyKey_WhenOf255Characters_ThenPassesAndOneMoreDoesNot()
    {
        AssertPasses(Text with { IdempotencyKey = Repeat("!", 255) });
        AssertPasses(Text with { IdempotencyKey = "~" });
        AssertFaults(Text with { IdempotencyKey = Repeat("~", 256) }, "validation.idempotencyKey.format");
    }

    [Fact]
    public void Command_WhenManyRulesAreBroken_ThenEachIsReported()
    {
        var command = new SendMessageCommand("nonsense", "x", "y", "a\0", "", null, null, " ", false);

        AssertFaults(
            command,
            "validation.type.allowed_values",
            "validation.chatId.format",
            "validation.targetUserId.format",
            "validation.content.characters",
            "validation.file.blank",
            "validation.idempotencyKey.format");
    }

    private static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));

    private static void AssertPasses(SendMessageCommand command) => AssertFaults(command);

    private static void AssertFaults(SendMessageCommand command, params string[] codes) =>
        Assert.Equal(codes, FaultsOf(command).Select(fault => fault.Name));

    private static List<ErrorDetail> FaultsOf(SendMessageCommand command, MessageOptions? options = null) =>
        [.. new SendMessageValidator(options ?? new MessageOptions()).Validate(command).Errors.Select(ErrorDetailRules.ToErrorDetail)];
}
