namespace Allmine.Application.Ports.Feed;

/// <summary>The last event of a type in a chat, before another one.</summary>
/// <param name="Type">A type whose events are changes of a chat.</param>
/// <param name="Number">Its number in the feed.</param>
/// <param name="Change">The number of the chat's change.</param>
public readonly record struct FeedPrior(FeedType Type, long Number, long Change);
