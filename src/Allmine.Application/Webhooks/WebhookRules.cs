using System.Text.RegularExpressions;
using Allmine.Domain.Errors;

namespace Allmine.Application.Webhooks;

/// <summary>The rules for what callers say of webhooks.</summary>
public static partial class WebhookRules
{
    /// <summary>What a name looks like.</summary>
    public const string NamePattern = "^[A-Za-z0-9._-]{1,64}$";

    /// <summary>Stands for the newest event, in place of a position.</summary>
    public const string Now = "now";

    internal static ErrorDetail? ViolationOfName(string? name) =>
        name is not null && NameForm().IsMatch(name) ? null : new ErrorDetail(ErrorCode.Format, "name");

    [GeneratedRegex(@"^[A-Za-z0-9._-]{1,64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex NameForm();
}
