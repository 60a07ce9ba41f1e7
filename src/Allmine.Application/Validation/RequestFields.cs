using System.Collections.Frozen;
using Allmine.Domain.Errors;

namespace Allmine.Application.Validation;

/// <summary>How requests spell the values that the domain's rules concern.</summary>
internal static class RequestFields
{
    private static readonly FrozenDictionary<string, string> Spellings = new Dictionary<string, string>
    {
        [FieldNames.Content] = "content",
        [FieldNames.Emoji] = "emoji",
        [FieldNames.GrantAmount] = "amount",
        [FieldNames.Mentions] = "mentions",
        [FieldNames.ProfilePhoto] = "profilePhoto",
        [FieldNames.Recipient] = "targetUserId",
        [FieldNames.ReplyTo] = "replyTo",
        [FieldNames.Title] = "title",
        [FieldNames.TransferAmount] = "creditTransfer.amount",
        [FieldNames.UserId] = "userId",
        [FieldNames.Username] = "username",
    }.ToFrozenDictionary();

    /// <summary>The detail with its field as the request spells it.</summary>
    public static ErrorDetail Respell(ErrorDetail detail) =>
        detail.Field is { } field && Spellings.TryGetValue(field, out var spelling) && spelling != field ? detail with { Field = spelling } : detail;

    /// <summary>The refusal with its fields as the request spells them. Refusals that concern no field are left as they are.</summary>
    public static AllmineException Respell(AllmineException refusal) =>
        refusal is InvalidRequestException ? new InvalidRequestException([.. refusal.Errors.Select(Respell)]) : refusal;
}
