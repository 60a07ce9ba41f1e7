namespace Allmine.Infrastructure.Tests.Media;

public sealed class S3MediaStoreContractTests(S3MediaFixture store) : MediaStoreContract(store), IClassFixture<S3MediaFixture>;
