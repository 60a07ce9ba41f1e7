using Allmine.Application.Messages;

namespace Allmine.Application.Chats.ListPins;

/// <param name="Items">The newest pin first.</param>
/// <param name="NextCursor">What the next page is asked for with; null at the end.</param>
public sealed record PinsPage(IReadOnlyList<MessageView> Items, string? NextCursor);
