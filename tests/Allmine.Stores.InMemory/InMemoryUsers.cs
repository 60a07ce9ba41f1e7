using Allmine.Application.Ports.Users;
using Allmine.Domain;
using Allmine.Domain.Users;

namespace Allmine.Stores.InMemory;

/// <summary>The user directory.</summary>
internal sealed class InMemoryUsers(Lock gate, InMemoryEventFeed events) : IUserRepository
{
    private readonly Dictionary<Id<User>, User> users = [];
    private readonly Spoiled<Id<User>> spoiled = new("user");

    public bool Has(Id<User> id) => users.ContainsKey(id);

    public void Put(User user) => users[user.Id] = user;

    public void RestoreSpoiled() => spoiled.Clear();

    /// <summary>From now on the user's record can't be read.</summary>
    public void Spoil(Id<User> id) => spoiled.Add(id);

    public Task<IReadOnlyList<StoredUser>> FindAllAsync(IReadOnlyCollection<Id<User>> ids, CancellationToken cancellationToken)
    {
        lock (gate)
            return Task.FromResult<IReadOnlyList<StoredUser>>([.. ids.Distinct().Where(Has).Select(Read)]);
    }

    public Task<UserWrite> PutAsync(User user, bool leavesKind, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            var before = users.GetValueOrDefault(user.Id);
            var kind = before?.Kind;
            if (kind is null || leavesKind || kind == user.Kind)
            {
                Put(user.As(kind ?? user.Kind));
                if (before?.Username != user.Username || before?.ProfilePhoto != user.ProfilePhoto)
                    events.AddUser(users[user.Id]);
            }

            return Task.FromResult(new UserWrite(kind is null, kind ?? user.Kind));
        }
    }

    private StoredUser Read(Id<User> id) => spoiled.Contains(id) ? new StoredUser(id, Profile: null) : users[id];
}
