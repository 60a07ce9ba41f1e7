using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Credits;
using Allmine.Domain.Media;
using Allmine.Domain.Users;

namespace Allmine.Application.SendLog;

/// <summary>What a round knows when it decides: what it has loaded, and the chats that were held in memory.</summary>
public sealed class RoundState
{
    private readonly Dictionary<Id<Chat>, Chat> chats = [];
    private readonly Dictionary<DirectPair, Chat> direct = [];

    public HashSet<Id<User>> Users { get; } = [];

    public Dictionary<OutcomeKey, KeyOutcome> Outcomes { get; } = [];

    /// <summary>Keys that were not looked up, and are taken to be unused until the commit says otherwise.</summary>
    internal HashSet<OutcomeKey> AssumedKeys { get; } = [];

    public Dictionary<FileReference, UploadedFile> Files { get; } = [];

    /// <summary>By their owners. One that was asked for and isn't here was never written.</summary>
    public Dictionary<Id<User>, Wallet> Wallets { get; } = [];

    public IReadOnlyCollection<Chat> Chats => chats.Values;

    public void Add(Chat chat)
    {
        chats[chat.Id] = chat;
        if (chat.Pair is { } pair)
            direct[pair] = chat;
    }

    public Chat? Find(Id<Chat> id) => chats.GetValueOrDefault(id);

    public Chat? Find(DirectPair pair) => direct.GetValueOrDefault(pair);
}
