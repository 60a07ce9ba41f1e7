namespace Allmine.Infrastructure.Persistence.Mongo.Schema;

/// <summary>What the service's user must be allowed.</summary>
/// <param name="Action">As MongoDB names it, such as <c>find</c>.</param>
/// <param name="Collection">Of the service's database; empty for all of them together.</param>
internal sealed record MongoRight(string Action, string Collection)
{
    /// <summary>As operators read it: <c>find (allmine.chats)</c>.</summary>
    public string In(string database) => $"{Action} ({database}.{(Collection.Length == 0 ? "*" : Collection)})";
}
