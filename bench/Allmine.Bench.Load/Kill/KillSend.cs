namespace Allmine.Bench.Load.Kill;

/// <summary>One send of the storm. Whoever knows it can repeat it to the letter.</summary>
internal sealed record KillSend(SendKind Kind, int Chat, int Member, uint Run, int Connection, int Number)
{
    /// <summary>What a transfer moves: so much that wallets are often empty.</summary>
    public const long Credits = 7;

    /// <summary>What each user is granted before the storm.</summary>
    public const long Granted = 50;

    /// <summary>The key of a send that has one; no other send has the same.</summary>
    public string Tag => RequestTemplate.Tag(Run, Connection, Number);

    public string Content => RequestTemplate.Content(Tag);

    public bool IsKeyed => Kind != SendKind.Text;
}
