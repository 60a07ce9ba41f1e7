namespace Allmine.Infrastructure.Persistence.Mongo.Records.Fields;

/// <summary>The part <c>actor</c> of a ledger entry and of an outcome.</summary>
internal static class ActorFields
{
    public const string Actor = "actor";
    public const string Subject = "sub";
    public const string Role = "role";
}
