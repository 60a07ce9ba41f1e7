namespace Allmine.Infrastructure.Tests.Media.GridFs;

public sealed class GridFsMediaStoreContractTests(GridFsMediaFixture store) : MediaStoreContract(store), IClassFixture<GridFsMediaFixture>;
