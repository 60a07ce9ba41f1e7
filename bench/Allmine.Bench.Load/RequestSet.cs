namespace Allmine.Bench.Load;

/// <summary>The ready requests of a load: one for each chat and member, made when first needed.</summary>
/// <param name="url">Where they go.</param>
/// <param name="tokens">Of the senders.</param>
/// <param name="chats">Where to.</param>
/// <param name="kind">What they are.</param>
/// <param name="credits">What each transfer moves.</param>
internal sealed class RequestSet(Uri url, TokenIssuer tokens, DirectChat[] chats, SendKind kind, long credits = 1)
{
    private readonly RequestTemplate?[] templates = new RequestTemplate?[chats.Length * 2];

    /// <summary>Makes all requests now, so that none is made while the clock runs.</summary>
    public void Make()
    {
        Parallel.For(0, chats.Length, chat =>
        {
            Of(chat, 0);
            Of(chat, 1);
        });
    }

    public RequestTemplate Of(int chat, int member)
    {
        var index = (chat * 2) + member;
        return templates[index] ??= new RequestTemplate(
            url.Authority, tokens.Issue(chats[chat].Member(member)), chats[chat].Id, chats[chat].Member(1 - member), kind, credits);
    }
}
