using System.Globalization;
using Allmine.Application.Authorization;
using Allmine.Domain.Errors;

namespace Allmine.Api.Errors;

/// <summary>The sentence of each code in each language. <c>{field}</c> is the field, <c>{0}</c> and <c>{1}</c> are the fault's details.</summary>
public static class ErrorTexts
{
    private static readonly Dictionary<ErrorCode, (string English, string Turkish)> Sentences = new()
    {
        [ErrorCode.Required] = ("{field} is required.", "{field} zorunludur."),
        [ErrorCode.Blank] = ("{field} must not be blank.", "{field} boş olamaz."),
        [ErrorCode.TooLong] = ("{field} must have at most {0} characters.", "{field} en fazla {0} karakter olabilir."),
        [ErrorCode.Characters] = (
            "{field} holds a character that can't be stored (U+0000 or half of a surrogate pair).",
            "{field} saklanamayan bir karakter içeriyor (U+0000 veya eksik vekil çifti)."),
        [ErrorCode.Format] = ("{field} does not have the right form.", "{field} doğru biçimde değil."),
        [ErrorCode.WrongType] = ("{field} has the wrong JSON type.", "{field} yanlış JSON türünde."),
        [ErrorCode.AllowedValues] = ("{field} must be one of: {0}.", "{field} şunlardan biri olmalıdır: {0}."),
        [ErrorCode.Range] = ("{field} must be from {0} to {1}.", "{field} {0} ile {1} arasında olmalıdır."),
        [ErrorCode.NotAllowed] = ("{field} is not allowed here.", "{field} burada kabul edilmiyor."),
        [ProtocolErrorCode.Unknown] = ("{field} is not known here.", "{field} burada bilinmiyor."),
        [ErrorCode.Duplicate] = ("{field} is given twice.", "{field} iki kez verilmiş."),
        [ErrorCode.TooMany] = ("{field} must have at most {0} entries.", "{field} en fazla {0} öğe içerebilir."),
        [ErrorCode.TooDeep] = ("{field} must have at most {0} levels.", "{field} en fazla {0} düzey derin olabilir."),
        [ErrorCode.Name] = ("{field} has a name that is not from 1 to {0} characters long.", "{field} içinde 1 ile {0} karakter arasında olmayan bir ad var."),
        [ErrorCode.NamedNotFound] = ("What {field} names is not there.", "{field} ile belirtilen bulunamadı."),
        [ErrorCode.Self] = ("{field} must be another user.", "{field} başka bir kullanıcı olmalıdır."),
        [ErrorCode.TargetNotAMember] = ("{field} is not a member of the chat.", "{field} sohbetin üyesi değil."),
        [ProtocolErrorCode.BodyMalformed] = ("The body can't be read.", "İstek gövdesi okunamıyor."),
        [ProtocolErrorCode.UnknownHost] = ("The service is not called by this host's name.", "Hizmet bu ana makine adıyla çağrılmıyor."),
        [ErrorCode.MediaUnreadable] = ("The file is empty or can't be read.", "Dosya boş veya okunamıyor."),
        [ErrorCode.KeyRequired] = ("The header Idempotency-Key is required.", "Idempotency-Key başlığı zorunludur."),
        [ErrorCode.AuthRequired] = ("A bearer token is required.", "Bearer belirteci gereklidir."),
        [ProtocolErrorCode.InvalidToken] = ("The token is not valid.", "Belirteç geçerli değil."),
        [ProtocolErrorCode.ExpiredToken] = ("The token has expired.", "Belirtecin süresi dolmuş."),
        [ErrorCode.Forbidden] = ("The caller may not do this.", "Bu işlem için yetkiniz yok."),
        [ErrorCode.RoleRequired] = ("Only an admin of the group may do this.", "Bunu yalnızca grubun bir yöneticisi yapabilir."),
        [ErrorCode.ChatDirect] = ("A direct chat has no title, photo, roles or other members.", "Doğrudan sohbetin başlığı, fotoğrafı, rolleri ve başka üyeleri olmaz."),
        [ErrorCode.ChatFull] = ("The group has as many members as it can have.", "Grupta olabilecek en fazla sayıda üye var."),
        [ErrorCode.WebhookNotFound] = ("There is no such webhook.", "Böyle bir webhook yok."),
        [ErrorCode.DeliveryNotFound] = ("There is no such delivery.", "Böyle bir teslimat yok."),
        [ErrorCode.WebhookLimit] = ("There are {0} webhooks already; remove one first.", "Zaten {0} webhook var; önce birini kaldırın."),
        [ErrorCode.WebhookNoKey] = ("Webhooks can't be kept here: the service has no key for their secrets.", "Webhook'lar burada saklanamıyor: hizmette gizli anahtarları için bir anahtar yok."),
        [ErrorCode.FeedPositionGone] = ("The events after this position are not kept any more.", "Bu konumdan sonraki olaylar artık saklanmıyor."),
        [ErrorCode.LastOwner] = ("The last owner can't leave or step down: give somebody else the role first.", "Son sahip ayrılamaz ya da görevini bırakamaz: önce bu rolü başka birine verin."),
        [ErrorCode.NotResettable] = (
            "This database was not made by the development seed, and stays as it is.",
            "Bu veritabanını geliştirme başlangıç verisi oluşturmadı; olduğu gibi kalır."),
        [ErrorCode.NotAMember] = ("The caller is not a member of the chat.", "Bu sohbetin üyesi değilsiniz."),
        [ErrorCode.Blocked] = ("One of the two users has blocked the other.", "Kullanıcılardan biri diğerini engellemiş."),
        [ErrorCode.ChatNotFound] = ("There is no such chat.", "Böyle bir sohbet yok."),
        [ErrorCode.UserNotFound] = ("There is no such user.", "Böyle bir kullanıcı yok."),
        [ErrorCode.MediaNotFound] = ("There is no such file.", "Böyle bir dosya yok."),
        [ErrorCode.MessageNotFound] = ("There is no such message.", "Böyle bir mesaj yok."),
        [ProtocolErrorCode.RouteNotFound] = ("There is nothing at this address.", "Bu adreste bir şey yok."),
        [ProtocolErrorCode.MethodNotAllowed] = ("This address does not take this method.", "Bu adres bu yöntemi kabul etmiyor."),
        [ProtocolErrorCode.BodyTimeout] = (
            "The body stopped coming, or came too slowly; the request may be repeated.",
            "İstek gövdesi gelmez oldu veya çok yavaş geldi; istek yinelenebilir."),
        [ErrorCode.MessageImmutable] = ("Such a message can't be changed.", "Böyle bir mesaj değiştirilemez."),
        [ErrorCode.MessageDeleted] = ("The message is deleted.", "Mesaj silinmiş."),
        [ErrorCode.EditWindow] = ("The message is too old to be edited.", "Mesaj düzenlenemeyecek kadar eski."),
        [ErrorCode.VersionsFull] = ("The message has as many versions as it may have.", "Mesaj olabilecek en çok sürüme ulaştı."),
        [ErrorCode.ReactionsFull] = ("The message has as many kinds of reaction as it may have.", "Mesajda olabilecek en çok tepki türü var."),
        [ErrorCode.PinsFull] = ("The chat has as many pinned messages as it may have.", "Sohbette olabilecek en çok sabitlenmiş mesaj var."),
        [ErrorCode.InsufficientCredits] = (
            "The balance does not cover the transfer; this key stays refused, a new attempt needs a new key.",
            "Bakiye transfer için yetersiz; bu anahtar reddedilmiş kalır, yeni deneme yeni anahtar ister."),
        [ErrorCode.KeyReused] = (
            "The Idempotency-Key was used before for another request.",
            "Idempotency-Key daha önce başka bir istek için kullanılmış."),
        [ErrorCode.KindFixed] = ("A user's kind can't change.", "Kullanıcının türü değiştirilemez."),
        [ErrorCode.ChatMoved] = ("The chat has moved on; Chat-Sequence has the number of its last message.", "Sohbet ilerlemiş; son mesajının numarası Chat-Sequence başlığındadır."),
        [ErrorCode.VersionConflict] = ("The message does not have the version that If-Match names.", "Mesajın sürümü If-Match ile belirtilen değil."),
        [ProtocolErrorCode.PreconditionFailed] = ("It is not the one that If-Match names.", "If-Match ile belirtilen bu değil."),
        [ProtocolErrorCode.BodyTooLarge] = ("The body is too large.", "İstek gövdesi çok büyük."),
        [ErrorCode.MediaTooLarge] = ("The file is too large for its kind.", "Dosya, türü için çok büyük."),
        [ErrorCode.MediaQuota] = ("There is no room left for your files.", "Dosyalarınız için yer kalmadı."),
        [ProtocolErrorCode.BodyUnsupportedType] = (
            "The Content-Type or Content-Encoding is not supported.",
            "Content-Type veya Content-Encoding desteklenmiyor."),
        [ErrorCode.ContentMismatch] = (
            "The file's bytes are not what its name or type says.",
            "Dosyanın içeriği adıyla veya türüyle uyuşmuyor."),
        [ErrorCode.RateLimited] = ("Too many requests; wait as long as Retry-After says.", "Çok fazla istek; Retry-After süresi kadar bekleyin."),
        [ErrorCode.ServerError] = ("Something went wrong in the service.", "Hizmette bir hata oluştu."),
        [ErrorCode.RecordUnreadable] = (
            "A stored record that this request needs can't be read.",
            "Bu isteğin gerektirdiği kayıtlı bir veri okunamıyor."),
        [ErrorCode.StoreUnavailable] = (
            "The store can't be reached; repeat the request with the same key.",
            "Depoya ulaşılamıyor; isteği aynı anahtarla yineleyin."),
        [ProtocolErrorCode.AuthUnavailable] = (
            "The token can't be checked now; repeat the request after a while.",
            "Belirteç şu anda denetlenemiyor; isteği biraz sonra yineleyin."),
        [ErrorCode.ServiceBusy] = (
            "The service is busy and has done nothing; repeat the request after a while.",
            "Hizmet meşgul ve hiçbir şey yapmadı; isteği biraz sonra yineleyin."),
        [ErrorCode.StoreRightMissing] = (
            "The service's user of the store lacks rights: {0}.",
            "Hizmetin depodaki kullanıcısının eksik yetkileri var: {0}."),
    };

    private static readonly (string English, string Turkish) RequiredOrAnother = (
        "{field} is required, or {0} in its place.", "{field} veya onun yerine {0} zorunludur.");

    private static readonly (string English, string Turkish) TooManyBytes = (
        "{field} must have at most {0} bytes of {1}.", "{field} en fazla {0} bayt {1} olabilir.");

    /// <summary>What is said of one fault, in one sentence.</summary>
    public static string Of(ErrorDetail fault, Language language)
    {
        if (fault.Details is [ForbiddenReason reason])
            return ForbiddenTexts.Of(reason, language);
        var (english, turkish) = fault switch
        {
            { Details.Length: > 0 } when fault.Code == ErrorCode.Required => RequiredOrAnother,
            { Details.Length: > 1 } when fault.Code == ErrorCode.TooLong => TooManyBytes,
            _ => Sentences[fault.Code],
        };
        var sentence = (language == Language.Turkish ? turkish : english).Replace("{field}", fault.Field, StringComparison.Ordinal);
        for (var i = 0; i < fault.Details.Length; i++)
            sentence = sentence.Replace($"{{{i}}}", Convert.ToString(fault.Details[i], CultureInfo.InvariantCulture), StringComparison.Ordinal);
        return fault.Item is { } item ? string.Create(CultureInfo.InvariantCulture, $"items[{item}]: {sentence}") : sentence;
    }
}
