using System.Threading.Channels;

namespace Allmine.Application.Webhooks;

/// <summary>What others have to say to a loop, and what has come of the work beside it. The loop sees to it in its turn, so that nothing of its own needs a lock.</summary>
internal sealed class Mailbox
{
    private readonly Channel<Action> words = Channel.CreateUnbounded<Action>(new UnboundedChannelOptions { SingleReader = true });
    private Task arrival = Task.CompletedTask;

    /// <summary>Completed when there is something to see to. For the loop alone.</summary>
    public Task Arrival => arrival.IsCompleted ? arrival = words.Reader.WaitToReadAsync(CancellationToken.None).AsTask() : arrival;

    /// <returns>False if the loop has ended, and nobody will see to it.</returns>
    public bool Post(Action word) => words.Writer.TryWrite(word);

    /// <summary>Sees to all that is there.</summary>
    public void See()
    {
        while (words.Reader.TryRead(out var word))
            word();
    }

    /// <summary>Takes nothing more, and sees to the rest.</summary>
    public void Close()
    {
        words.Writer.Complete();
        See();
    }
}
