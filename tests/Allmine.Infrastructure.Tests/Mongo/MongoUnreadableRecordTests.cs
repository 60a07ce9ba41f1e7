using Allmine.Infrastructure.Tests.Contracts;

namespace Allmine.Infrastructure.Tests.Mongo;

public sealed class MongoUnreadableRecordTests(MongoStoreFixture store) : UnreadableRecordContract(store), IClassFixture<MongoStoreFixture>;
