using Allmine.Api.Tests.Hosting;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Api.Tests.Unreadable;

public sealed class MongoUnreadableRecordTests(MongoServiceFixture fixture) : UnreadableRecordContract, IClassFixture<MongoServiceFixture>
{
    protected override Service Service
    {
        get
        {
            Skip.If(fixture.Service is null, MongoServer.NoServer);
            return fixture.Service!;
        }
    }

    protected override Task SpoilOutcomeAsync(string userId, string key) => SetAsync(
        "outcomes", new BsonDocument("_id", new BsonDocument { { "userId", ObjectId.Parse(userId) }, { "key", key } }), new BsonDocument { { "refusal", "future.code" }, { "messageId", "none" } });

    protected override Task SpoilMessageAsync(string id) => SetAsync("messages", ById("_id", id), new BsonDocument("type", "future"));

    protected override Task SpoilChatAsync(string id) => SetAsync("chats", ById("_id", id), new BsonDocument { { "kind", "future" }, { "revision", 99L } });

    protected override Task SpoilEntryAsync(string id) => SetAsync("ledger", ById("entryId", id), new BsonDocument("direction", "future"));

    protected override Task SpoilSettingsAsync(string userId, string chatId) => SetAsync(
        "chat_settings",
        new BsonDocument("_id", new BsonDocument { { "userId", ObjectId.Parse(userId) }, { "chatId", ObjectId.Parse(chatId) } }),
        new BsonDocument("mutedUntil", "tomorrow"));

    private static BsonDocument ById(string field, string id) => new(field, ObjectId.Parse(id));

    private Task SetAsync(string collection, BsonDocument filter, BsonDocument fields) => fixture.Database!.GetCollection<BsonDocument>(collection)
        .UpdateOneAsync(filter, new BsonDocument("$set", fields), new UpdateOptions { BypassDocumentValidation = true });
}
