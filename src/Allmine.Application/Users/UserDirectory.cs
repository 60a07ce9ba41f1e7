using System.Diagnostics;
using Allmine.Application.Caching;
using Allmine.Application.Ports.Users;
using Allmine.Domain;
using Allmine.Domain.Errors;
using Allmine.Domain.Users;

namespace Allmine.Application.Users;

/// <summary>
/// Knows who is in the user directory, and of which kind. Nobody is ever removed from it, and nobody's kind changes, so that who was found once need not be asked for
/// again; who was not found is asked for each time. All who come while the store is asked for others are asked for together
/// after that: a node that has just started meets everybody for the first time.
/// </summary>
public sealed class UserDirectory(IUserRepository users, TimeProvider time)
{
    /// <summary>The most bytes of users who were found: about 100,000 users. Those who were not seen for longest are asked for once more.</summary>
    private const long MaxBytes = 8 << 20;

    /// <summary>An identifier, and the kind.</summary>
    private const int BytesOfUser = 24;

    /// <summary>How long an answer is waited for, the turn before included.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    private volatile BoundedCache<Id<User>, UserKind> known = New();

    /// <summary>Held for moments only, never across a call of the store.</summary>
    private readonly Lock gate = new();
    private LookUp? waiting;
    private bool isLookingUp;

    private static BoundedCache<Id<User>, UserKind> New() => new(MaxBytes, (_, _) => BytesOfUser);

    /// <summary>Forgets everybody, and who is being looked up: they are in a store that has been replaced.</summary>
    internal void Forget() => known = New();

    /// <summary>The kind of a user who was found before; null says nothing.</summary>
    public UserKind? KnownKindOf(Id<User> id) => known.TryGet(id, out var kind) ? kind : null;

    /// <summary>Whether the user is in the directory.</summary>
    /// <exception cref="StoreUnavailableException">The store did not answer.</exception>
    public async Task<bool> ExistsAsync(Id<User> id, CancellationToken cancellationToken) => await FindKindAsync(id, cancellationToken) is not null;

    /// <summary>The user's kind; null if the user is not in the directory. One whose record can't be read counts as a person.</summary>
    /// <exception cref="StoreUnavailableException">The store did not answer.</exception>
    public async Task<UserKind?> FindKindAsync(Id<User> id, CancellationToken cancellationToken)
    {
        if (KnownKindOf(id) is { } kind)
            return kind;
        try
        {
            var found = await Join(id).WaitAsync(Patience, time, cancellationToken);
            return found.TryGetValue(id, out var stored) ? stored : null;
        }
        catch (TimeoutException exception)
        {
            throw new StoreUnavailableException(exception);
        }
    }

    private Task<Dictionary<Id<User>, UserKind>> Join(Id<User> id)
    {
        Task<Dictionary<Id<User>, UserKind>> answer;
        lock (gate)
        {
            waiting ??= new LookUp();
            waiting.Ids.Add(id);
            answer = waiting.Found.Task;
            if (isLookingUp)
                return answer;
            isLookingUp = true;
        }

        _ = Task.Run(LookUpAsync);
        return answer;
    }

    private async Task LookUpAsync()
    {
        // It is for many: the trace of the one who happens to start it is not theirs.
        Activity.Current = null;
        while (Take() is { } lookUp)
        {
            try
            {
                // Those of before, if they are forgotten meanwhile.
                var present = known;
                var found = await users.FindAllAsync(lookUp.Ids, CancellationToken.None);
                Remember(found, present);
                lookUp.Found.SetResult(found.ToDictionary(user => user.Id, KindOf));
            }
            catch (Exception exception)
            {
                lookUp.Found.SetException(exception);
            }
        }
    }

    private LookUp? Take()
    {
        lock (gate)
        {
            var lookUp = waiting;
            waiting = null;
            isLookingUp = lookUp is not null;
            return lookUp;
        }
    }

    private static void Remember(IReadOnlyList<StoredUser> found, BoundedCache<Id<User>, UserKind> known)
    {
        // One that can't be read now may be read later, and be of another kind.
        foreach (var user in found.Where(user => user.Profile is not null))
            known.TryAdd(user.Id, KindOf(user));
    }

    private static UserKind KindOf(StoredUser user) => user.Profile?.Kind ?? UserKind.Person;

    private sealed class LookUp
    {
        public HashSet<Id<User>> Ids { get; } = [];

        public TaskCompletionSource<Dictionary<Id<User>, UserKind>> Found { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
