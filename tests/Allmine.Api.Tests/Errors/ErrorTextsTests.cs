using System.Reflection;
using System.Text.RegularExpressions;
using Allmine.Api.Errors;
using Allmine.Domain.Errors;

namespace Allmine.Api.Tests.Errors;

public sealed partial class ErrorTextsTests
{
    public static TheoryData<string> Codes => new(ErrorCatalog.All.Select(code => code.Value));

    [Theory]
    [MemberData(nameof(Codes))]
    public void Sentence_WhenOfAnyCode_ThenIsThereInBothLanguages(string value)
    {
        var (english, turkish) = (Template(value, Language.English), Template(value, Language.Turkish));

        Assert.Matches(Sentence(), english);
        Assert.Matches(Sentence(), turkish);
        Assert.NotEqual(english, turkish);
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void Placeholders_WhenOfAnyCode_ThenAreTheSameInBothLanguages(string value) =>
        Assert.Equal(PlaceholdersOf(Template(value, Language.English)).Order(), PlaceholdersOf(Template(value, Language.Turkish)).Order());

    [Theory]
    [MemberData(nameof(Codes))]
    public void Field_WhenTheCodeIsARuleOfAField_ThenIsNamedAndElseNot(string value) =>
        Assert.Equal(CodeOf(value).IsFieldRule, PlaceholdersOf(Template(value, Language.English)).Contains("{field}"));

    [Theory]
    [InlineData(nameof(ErrorCode.TooLong), 1)]
    [InlineData(nameof(ErrorCode.AllowedValues), 1)]
    [InlineData(nameof(ErrorCode.Range), 2)]
    [InlineData(nameof(ErrorCode.TooMany), 1)]
    [InlineData(nameof(ErrorCode.TooDeep), 1)]
    [InlineData(nameof(ErrorCode.Name), 1)]
    [InlineData(nameof(ErrorCode.WebhookLimit), 1)]
    [InlineData(nameof(ErrorCode.StoreRightMissing), 1)]
    public void Details_WhenTheCodeHasSome_ThenAllAreNamed(string name, int details)
    {
        var code = (ErrorCode)typeof(ErrorCode).GetField(name, BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!;
        var values = Enumerable.Range(71, details).Cast<object>().ToArray();

        foreach (var language in Enum.GetValues<Language>())
        {
            var sentence = ErrorTexts.Of(new ErrorDetail(code, "field", values), language);
            Assert.All(values, detail => Assert.Contains($"{detail}", sentence, StringComparison.Ordinal));
            Assert.DoesNotContain("{", sentence, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Details_WhenTheCodeIsNoneOfThose_ThenNoneAreAskedFor() => Assert.Equal(
        [
            nameof(ErrorCode.TooLong), nameof(ErrorCode.AllowedValues), nameof(ErrorCode.Range), nameof(ErrorCode.TooMany), nameof(ErrorCode.TooDeep),
            nameof(ErrorCode.Name), nameof(ErrorCode.WebhookLimit), nameof(ErrorCode.StoreRightMissing),
        ],
        ErrorCatalog.All.Where(code => Template(code.Value, Language.English).Contains("{0}", StringComparison.Ordinal)).Select(NameOf));

    private static ErrorCode CodeOf(string value) => ErrorCatalog.All.Single(code => code.Value == value);

    private static string NameOf(ErrorCode code) =>
        typeof(ErrorCode).GetFields(BindingFlags.Public | BindingFlags.Static).Single(field => ReferenceEquals(field.GetValue(null), code)).Name;

    /// <summary>The sentence with its placeholders.</summary>
    private static string Template(string value, Language language) => ErrorTexts.Of(new ErrorDetail(CodeOf(value), ErrorCode.FieldPlaceholder), language);

    private static IEnumerable<string> PlaceholdersOf(string template) => Placeholder().Matches(template).Select(match => match.Value);

    [GeneratedRegex(@"^\S.{10,}\.$")]
    private static partial Regex Sentence();

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Placeholder();
}
