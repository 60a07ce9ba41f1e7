namespace Allmine.Application.Ports.Events;

/// <summary>A step of the feed.</summary>
/// <param name="Position">How far it has come: opaque, in the order of the characters' codes the later ones are greater.</param>
/// <param name="Event">What has happened there; null if the feed has only come further.</param>
public readonly record struct FeedItem(string Position, StoreEvent? Event = null);
