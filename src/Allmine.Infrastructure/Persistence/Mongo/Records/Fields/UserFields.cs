namespace Allmine.Infrastructure.Persistence.Mongo.Records.Fields;

/// <summary>The collection <c>users</c>.</summary>
internal static class UserFields
{
    public const string Username = "username";
    public const string ProfilePhoto = "profilePhoto";
}
