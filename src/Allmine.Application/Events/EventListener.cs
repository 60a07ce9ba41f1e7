using System.Threading.Channels;
using Allmine.Domain;
using Allmine.Domain.Users;

namespace Allmine.Application.Events;

/// <summary>
/// One who listens at this node: the numbers of the events that wait. The events themselves are in the ring, once for all
/// listeners, so that one who is slow costs no more than the numbers.
/// </summary>
internal sealed class EventListener(Id<User> user, int maxWaiting)
{
    private readonly Channel<long> waiting = Channel.CreateBounded<long>(new BoundedChannelOptions(maxWaiting) { SingleReader = true });

    public Id<User> User { get; } = user;

    /// <summary>Where the listener has joined: only what comes after it is offered.</summary>
    public string JoinedAt { get; set; } = string.Empty;

    public ChannelReader<long> Waiting => waiting.Reader;

    /// <summary>Lets an event wait for the listener.</summary>
    /// <returns>Whether there was room.</returns>
    public bool Offer(long number) => waiting.Writer.TryWrite(number);

    /// <summary>The listener gets what waits, and then the end.</summary>
    public void Cut() => waiting.Writer.TryComplete();
}
