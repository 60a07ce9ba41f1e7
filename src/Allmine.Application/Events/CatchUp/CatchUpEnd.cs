namespace Allmine.Application.Events.CatchUp;

/// <summary>Why a part that a listener gets from the store ends.</summary>
internal enum CatchUpEnd
{
    /// <summary>There may be more in the store.</summary>
    More,

    /// <summary>The rest is in memory, or there is nothing more to be had.</summary>
    Final,

    /// <summary>The store can't go on from the position.</summary>
    Lost,
}
