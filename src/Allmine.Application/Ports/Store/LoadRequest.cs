using Allmine.Application.Ports.Files;
using Allmine.Application.Ports.Idempotency;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Application.Ports.Store;

/// <summary>What a round must read before it can decide.</summary>
public sealed class LoadRequest
{
    public HashSet<Id<Chat>> Chats { get; } = [];

    /// <summary>Pairs of users whose direct chat is wanted.</summary>
    public HashSet<DirectPair> Pairs { get; } = [];

    /// <summary>Users of whom it must be known whether they are in the directory.</summary>
    public HashSet<Id<User>> Users { get; } = [];

    public HashSet<IdempotencyKey> Keys { get; } = [];

    public HashSet<FileReference> Files { get; } = [];

    /// <summary>Messages that others refer to, or that are to be altered.</summary>
    public HashSet<Id<Message>> Messages { get; } = [];

    /// <summary>Users whose wallets are wanted.</summary>
    public HashSet<Id<User>> Wallets { get; } = [];

    public bool IsEmpty => Chats.Count + Pairs.Count + Users.Count + Keys.Count + Files.Count + Messages.Count + Wallets.Count == 0;
}
