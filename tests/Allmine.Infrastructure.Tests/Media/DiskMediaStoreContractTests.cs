namespace Allmine.Infrastructure.Tests.Media;

public sealed class DiskMediaStoreContractTests(DiskMediaFixture store) : MediaStoreContract(store), IClassFixture<DiskMediaFixture>;
