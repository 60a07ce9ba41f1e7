using Allmine.Application.Abstractions;
using Allmine.Domain;
using Allmine.Domain.Users;

namespace Allmine.Stores.InMemory;

/// <summary>The user directory.</summary>
internal sealed class InMemoryUsers(Lock gate) : IUserRepository
{
    private readonly Dictionary<Id<User>, User> users = [];

    public bool Has(Id<User> id) => users.ContainsKey(id);

    public void Put(User user) => users[user.Id] = user;

    public Task<IReadOnlyList<User>> FindAllAsync(IReadOnlyCollection<Id<User>> ids, CancellationToken cancellationToken)
    {
        lock (gate)
            return Task.FromResult<IReadOnlyList<User>>([.. ids.Distinct().Where(Has).Select(id => users[id])]);
    }

    public Task<bool> PutAsync(User user, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            var isNew = !Has(user.Id);
            Put(user);
            return Task.FromResult(isNew);
        }
    }
}
