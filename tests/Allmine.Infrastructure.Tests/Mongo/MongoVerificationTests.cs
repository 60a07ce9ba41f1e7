using Allmine.Infrastructure.Tests.Contracts;

namespace Allmine.Infrastructure.Tests.Mongo;

public sealed class MongoVerificationTests(MongoStoreFixture store) : VerificationContract(store), IClassFixture<MongoStoreFixture>;
