using Allmine.Stores.Tests.Contracts;

namespace Allmine.Stores.Tests.Mongo;

public sealed class MongoUnreadableRecordTests(MongoStoreFixture store) : UnreadableRecordContract(store), IClassFixture<MongoStoreFixture>;
