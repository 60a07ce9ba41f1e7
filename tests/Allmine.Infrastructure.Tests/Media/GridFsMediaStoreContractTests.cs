namespace Allmine.Infrastructure.Tests.Media;

public sealed class GridFsMediaStoreContractTests(GridFsMediaFixture store) : MediaStoreContract(store), IClassFixture<GridFsMediaFixture>;
