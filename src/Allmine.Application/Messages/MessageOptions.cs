using Allmine.Domain.Credits;

namespace Allmine.Application.Messages;

/// <summary>What of the rules of messages is configured (section <c>Messages</c>).</summary>
public sealed class MessageOptions
{
    /// <summary>The most credits that one message moves: 1 or more.</summary>
    public long MaxCreditTransfer { get; set; } = CreditAmount.DefaultGreatest;

    /// <summary>For how long after its sending a message can be edited: nothing for never, null for ever.</summary>
    public TimeSpan? EditWindow { get; set; } = TimeSpan.FromDays(2);
}
