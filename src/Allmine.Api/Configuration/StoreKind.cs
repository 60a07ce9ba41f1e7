namespace Allmine.Api.Configuration;

/// <summary>Where messages, users and credits are kept.</summary>
public enum StoreKind
{
    /// <summary>One SQLite database in a folder of this machine, for one node.</summary>
    Embedded,

    /// <summary>A MongoDB replica set, for any number of nodes.</summary>
    MongoDB,
}
