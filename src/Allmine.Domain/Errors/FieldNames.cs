namespace Allmine.Domain.Errors;

/// <summary>The values that the domain's rules concern, in the domain's words. How a request spells them is no matter of the domain.</summary>
public static class FieldNames
{
    public const string Content = "content";
    public const string Emoji = "emoji";
    public const string GrantAmount = "grant amount";
    public const string Mentions = "mentions";
    public const string ProfilePhoto = "profile photo";
    public const string Recipient = "recipient";
    public const string ReplyTo = "reply to";
    public const string Title = "title";
    public const string TransferAmount = "transfer amount";
    public const string UserId = "user id";
    public const string Username = "username";
}
