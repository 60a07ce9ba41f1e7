using Allmine.Infrastructure.Tests.Contracts;

namespace Allmine.Infrastructure.Tests.InMemory;

public sealed class InMemoryUnreadableRecordTests(InMemoryStoreFixture store) : UnreadableRecordContract(store), IClassFixture<InMemoryStoreFixture>;
