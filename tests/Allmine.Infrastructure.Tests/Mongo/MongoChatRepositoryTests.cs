using Allmine.Infrastructure.Tests.Contracts;

namespace Allmine.Infrastructure.Tests.Mongo;

public sealed class MongoChatRepositoryTests(MongoStoreFixture store) : ChatRepositoryContract(store), IClassFixture<MongoStoreFixture>;
