using System.Reflection;
using Allmine.Stores.Tests.Contracts.Store;

namespace Allmine.Stores.Tests.Contracts;

/// <summary>No store leaves out a contract.</summary>
public sealed class ContractListTests
{
    private static readonly Type[] Types = typeof(StoreContract).Assembly.GetTypes();

    [Fact]
    public void Contracts_WhenComparedWithTheTestsOfEachStore_ThenEachStoreHasAllOfThem()
    {
        var stores = Types.Where(type => type.IsClass && typeof(IStoreFixture).IsAssignableFrom(type)).ToList();
        var contracts = Types.Where(type => type.IsAbstract && typeof(StoreContract).IsAssignableFrom(type) && HasTests(type)).ToList();

        var missing = from contract in contracts
                      from store in stores
                      where !Types.Any(type => !type.IsAbstract && contract.IsAssignableFrom(type) && IsOf(type, store))
                      select $"{contract.Name} of {store.Name}";

        Assert.Equal(["InMemoryStoreFixture", "MongoStoreFixture", "SqliteStoreFixture"], stores.Select(store => store.Name).Order());
        Assert.Contains(typeof(CommitStoreContract), contracts);
        Assert.Empty(missing);
    }

    private static bool HasTests(Type type) => type.GetMethods().Any(method => method.GetCustomAttributes<FactAttribute>().Any());

    private static bool IsOf(Type tests, Type store) => typeof(IClassFixture<>).MakeGenericType(store).IsAssignableFrom(tests);
}
