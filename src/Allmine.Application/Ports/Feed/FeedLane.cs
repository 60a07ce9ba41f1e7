namespace Allmine.Application.Ports.Feed;

/// <summary>What events are in order within: a chat, or a user. Its identifier is that of the chat or user.</summary>
public abstract class FeedLane;
