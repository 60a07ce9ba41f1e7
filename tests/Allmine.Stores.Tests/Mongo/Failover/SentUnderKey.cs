using Allmine.Application.GroupCommit.Intents;
using Allmine.Application.Ports.Idempotency;
using Allmine.Domain.Chats;

namespace Allmine.Stores.Tests.Mongo.Failover;

/// <summary>A send that was acknowledged, and where.</summary>
internal sealed record SentUnderKey(Chat Chat, IdempotencyKey Key, CommittedSend Receipt);
