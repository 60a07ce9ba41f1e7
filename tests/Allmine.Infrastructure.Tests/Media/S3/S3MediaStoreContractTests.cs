namespace Allmine.Infrastructure.Tests.Media.S3;

public sealed class S3MediaStoreContractTests(S3MediaFixture store) : MediaStoreContract(store), IClassFixture<S3MediaFixture>;
