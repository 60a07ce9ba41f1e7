using Allmine.Domain;
using Allmine.Domain.Errors;
using Allmine.Domain.Users;

namespace Allmine.Api.RateLimiting;

/// <summary>Counts the uploads that this node is taking, and those of each user. Nobody waits: one too many is refused.</summary>
/// <param name="perUser">The most of one user; 0 for no limit.</param>
/// <param name="perNode">The most of all; 0 for no limit.</param>
internal sealed class UploadSlots(int perUser, int perNode)
{
    private readonly Lock gate = new();
    private readonly Dictionary<Id<User>, int> byUser = [];
    private int all;

    /// <summary>How many are being taken.</summary>
    public int Count
    {
        get
        {
            lock (gate)
                return all;
        }
    }

    /// <summary>Takes a slot, which <see cref="Leave"/> gives back.</summary>
    /// <returns>Null; or why the upload is refused, and then nothing was taken.</returns>
    public ErrorCode? Enter(Id<User> user)
    {
        lock (gate)
        {
            var own = byUser.GetValueOrDefault(user);
            // What one user alone can mend comes first.
            if (perUser > 0 && own >= perUser)
                return ErrorCode.RateLimited;
            if (perNode > 0 && all >= perNode)
                return ErrorCode.ServiceBusy;
            byUser[user] = own + 1;
            all++;
            return null;
        }
    }

    public void Leave(Id<User> user)
    {
        lock (gate)
        {
            all--;
            if (--byUser[user] == 0)
                byUser.Remove(user);
        }
    }
}
