using MongoDB.Driver;

namespace Allmine.Infrastructure.Persistence.Mongo.Rounds;

/// <summary>The server took a command, and refused a write in it.</summary>
/// <param name="code">The server's number of the reason, such as 11000 for a key that is there already.</param>
/// <param name="message">The server's words.</param>
internal sealed class MongoRejectedWriteException(int code, string message) : MongoException(message)
{
    public int Code { get; } = code;
}
