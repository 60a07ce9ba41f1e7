using Allmine.Application.Telemetry;

namespace Allmine.Application.Messages.SendMessage;

/// <param name="View">The message as it was when it was sent, or as it would be.</param>
/// <param name="Replayed">Whether it was sent by an earlier request with the same key.</param>
/// <param name="Rehearsed">Whether nothing was written, because the request was a dry run.</param>
/// <param name="Balance">The sender's balance after a credit transfer, as it was then or as it would be; null for every other kind.</param>
public sealed record SendMessageResult(MessageView View, bool Replayed, bool Rehearsed, long? Balance = null) : IReplayable;
