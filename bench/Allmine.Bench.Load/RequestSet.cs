namespace Allmine.Bench.Load;

/// <summary>The ready requests of a load: one for each chat and member, made when first needed.</summary>
internal sealed class RequestSet(Uri url, TokenIssuer tokens, DirectChat[] chats, bool keyed)
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
            url.Authority, tokens.Issue(member == 0 ? chats[chat].First : chats[chat].Second), chats[chat].Id, keyed);
    }
}
