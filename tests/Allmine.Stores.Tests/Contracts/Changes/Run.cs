using Allmine.Application.Ports.Events;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Stores.Tests.Contracts.Changes;

/// <summary>Who takes part in one run of <see cref="ClientStateContract"/>, and what they have heard.</summary>
internal sealed class Run
{
    private readonly List<StoreEvent> heard = [];
    private EventPosition position;

    /// <param name="reader">Who the clients are.</param>
    /// <param name="chats">All of which the reader is a member.</param>
    /// <param name="random">Of all that happens.</param>
    public Run(Id<User> reader, IReadOnlyList<Chat> chats, Random random)
    {
        (Reader, Chats, Random) = (reader, chats, random);
        var (known, places) = (new List<(Id<Message>, int, Id<User>)>(), chats.Select(chat => (chat.Id, chat.Members.Select(member => member.UserId).ToArray())).ToList());
        Writers = [.. Enumerable.Range(1, 4).Select(number => new Writer($"writer-{number}", reader, places, known, History, NextRandom()))];
        Sources[] clients = [Sources.None, Sources.Events, Sources.Events, Sources.Events | Sources.Pages];
        Clients = [.. clients.Select(sources => (new ModelClient(reader, [.. chats.Select(chat => chat.Id)], sources, History, NextRandom()), new BadWire(NextRandom())))];
    }

    public Id<User> Reader { get; }

    public IReadOnlyList<Chat> Chats { get; }

    public Random Random { get; }

    public ChangeHistory History { get; } = new();

    public IReadOnlyList<Writer> Writers { get; }

    public IReadOnlyList<(ModelClient Client, BadWire Wire)> Clients { get; }

    /// <summary>Every event that tells of a change, in order. To be read once nothing is heard any more.</summary>
    public IReadOnlyList<StoreEvent> Heard => heard;

    public Random NextRandom() => new(Random.Next());

    /// <summary>Finds where the events of the run begin.</summary>
    public async Task<EventPosition> BeginAsync(IEventFeed feed)
    {
        await using var reader = await Events.FeedReader.OpenAsync(feed);
        return position = reader.Start;
    }

    /// <summary>Hears what happens after what was heard before, and passes it on to the clients, until that is ended.</summary>
    public async Task HearAsync(IEventFeed feed, CancellationToken ending)
    {
        try
        {
            await foreach (var item in feed.ReadAsync(position, ending))
            {
                if (item.Event is { } happened)
                    Pass(happened);
                position = item.Position;
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
        }
    }

    /// <summary>Whether all that has happened in the chats was heard.</summary>
    /// <param name="now">The chats as they are.</param>
    public bool HasHeard(IReadOnlyList<Chat> now)
    {
        lock (heard)
            return heard.Count >= now.Sum(chat => chat.LastChange);
    }

    private void Pass(StoreEvent happened)
    {
        if (ModelClient.MessageOf(happened) is not { } message)
            return;
        History.Note("An event", ToldMessage.Of(message, Reader), tellsPast: true);
        lock (heard)
            heard.Add(happened);
        foreach (var (_, wire) in Clients)
            wire.Send(happened);
    }
}
