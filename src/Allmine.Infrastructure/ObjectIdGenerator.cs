using Allmine.Application.Ports;
using Allmine.Domain;
using MongoDB.Bson;

namespace Allmine.Infrastructure;

/// <summary>
/// Makes identifiers of the form of a MongoDB ObjectId: the time in seconds, five random bytes of this process, a counter.
/// A clock that goes back only spoils the order: what makes them unique is the process and the counter, which has room for
/// 16 million in a second.
/// </summary>
internal sealed class ObjectIdGenerator(TimeProvider time) : IIdGenerator
{
    public Id<T> NewId<T>()
        where T : class => Id<T>.FromBytes(ObjectId.GenerateNewId(time.GetUtcNow().UtcDateTime).ToByteArray());
}
