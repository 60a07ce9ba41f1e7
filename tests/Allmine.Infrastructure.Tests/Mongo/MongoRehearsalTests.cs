using Allmine.Application.Abstractions;
using Allmine.Infrastructure.Tests.Contracts;

namespace Allmine.Infrastructure.Tests.Mongo;

public sealed class MongoRehearsalTests(MongoStoreFixture store) : RehearsalContract(store), IClassFixture<MongoStoreFixture>
{
    protected override IStoreRehearsal Rehearsal => store.Rehearsal;

    protected override Task<IReadOnlyList<string>> CountAsync() => store.CountAsync();
}
