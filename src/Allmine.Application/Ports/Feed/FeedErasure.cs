namespace Allmine.Application.Ports.Feed;

/// <summary>An event whose message was deleted after it.</summary>
/// <param name="Number">The event.</param>
/// <param name="Data">What is told in place of its data from now on.</param>
public sealed record FeedErasure(long Number, string Data);
