namespace Allmine.Infrastructure.Tests.Media.Disk;

public sealed class DiskMediaStoreContractTests(DiskMediaFixture store) : MediaStoreContract(store), IClassFixture<DiskMediaFixture>;
