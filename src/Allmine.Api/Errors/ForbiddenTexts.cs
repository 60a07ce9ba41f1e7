using Allmine.Application.Authorization;

namespace Allmine.Api.Errors;

/// <summary>The sentence of <c>auth.forbidden</c> for each of its reasons.</summary>
internal static class ForbiddenTexts
{
    private static readonly Dictionary<ForbiddenReason, (string English, string Turkish)> Sentences = new()
    {
        [ForbiddenReason.UnknownCaller] = ("The token's user is not in the user directory.", "Belirtecin kullanıcısı kullanıcı dizininde yok."),
        [ForbiddenReason.UnknownPerson] = (
            "The user named in X-On-Behalf-Of is not in the user directory.",
            "X-On-Behalf-Of başlığındaki kullanıcı, kullanıcı dizininde yok."),
        [ForbiddenReason.NobodyNamed] = (
            "This call is made for a user: a service names the user it acts for in X-On-Behalf-Of.",
            "Bu çağrı bir kullanıcı adına yapılır: hizmet, adına davrandığı kullanıcıyı X-On-Behalf-Of başlığında belirtir."),
        [ForbiddenReason.ActsForOthers] = (
            "Only a service may act for others by X-On-Behalf-Of.",
            "Yalnızca bir hizmet, X-On-Behalf-Of ile başkası adına davranabilir."),
        [ForbiddenReason.ForServices] = (
            "Only a service (a token with the role service) may make this call.",
            "Bu çağrıyı yalnızca bir hizmet (rolü service olan bir belirteç) yapabilir."),
        [ForbiddenReason.SystemUser] = (
            "The token's user is a system user, for whom only a service acts.",
            "Belirtecin kullanıcısı bir sistem kullanıcısıdır; onun adına yalnızca bir hizmet davranabilir."),
    };

    public static string Of(ForbiddenReason reason, Language language)
    {
        var (english, turkish) = Sentences[reason];
        return language == Language.Turkish ? turkish : english;
    }
}
