namespace Allmine.Application.Messages.GetMessages;

/// <param name="Items">In the order asked.</param>
/// <param name="HasMore">Whether there was no room for the rest: it is to be asked for by itself.</param>
public sealed record MessagesPage(IReadOnlyList<MessageView> Items, bool HasMore);
