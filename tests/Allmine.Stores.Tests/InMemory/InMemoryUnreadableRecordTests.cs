using Allmine.Stores.Tests.Contracts;

namespace Allmine.Stores.Tests.InMemory;

public sealed class InMemoryUnreadableRecordTests(InMemoryStoreFixture store) : UnreadableRecordContract(store), IClassFixture<InMemoryStoreFixture>;
