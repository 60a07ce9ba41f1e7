namespace Allmine.Infrastructure.Persistence.Mongo.Records.Fields;

/// <summary>One of the two blocks of a direct chat.</summary>
internal static class BlockFields
{
    /// <summary>Who has blocked.</summary>
    public const string By = "by";

    /// <summary>Since when; the time 0 where it is not known.</summary>
    public const string At = "at";

    /// <summary>Whom.</summary>
    public const string Of = "of";
}
