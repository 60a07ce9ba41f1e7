using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Allmine.Api.Contracts.Chats;
using Allmine.Api.Contracts.Events;
using Allmine.Api.Contracts.Messages;
using Allmine.Api.Http.Json;
using Allmine.Api.Mapping;
using Allmine.Application.Chats;
using Allmine.Application.Events;
using Allmine.Application.Messages;
using Allmine.Application.Ports.Events;
using Allmine.Domain.Chats;
using Allmine.Domain.Messages;
using AutoMapper;

namespace Allmine.Api.Events;

/// <summary>Writes notices as server-sent events (HTML standard, section 9.2): one block of lines for each.</summary>
internal sealed class EventStream(PipeWriter output, IMapper mapper, EventSubscription subscription, TimeProvider time)
{
    public const string ContentType = "text/event-stream";
    public const string LastEventIdHeader = "Last-Event-ID";

    /// <summary>How long a client waits before it connects again, in milliseconds.</summary>
    public const int Retry = 2000;

    /// <summary>So much may wait to be flushed while more is to come.</summary>
    private const int EnoughToFlush = 16 * 1024;

    private static readonly byte[] NoData = "{}"u8.ToArray();

    /// <summary>Writes until there are no more notices. A client that reads slowly is waited for.</summary>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        await using var each = subscription.ReadAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            var next = each.MoveNextAsync();
            // Those that are there already go out together.
            if (!next.IsCompleted || output.UnflushedBytes > EnoughToFlush)
                await output.FlushAsync(cancellationToken);
            if (!await next)
                break;
            Write(each.Current);
        }

        await output.FlushAsync(cancellationToken);
    }

    private void Write(StreamItem notice)
    {
        // A comment, for whatever stands in between and ends silent connections.
        if (notice.Kind == StreamItemKind.Heartbeat)
            WriteText(": heartbeat\n");
        if (notice.Kind == StreamItemKind.Opened)
            WriteText($"retry: {Retry}\n");
        WriteText($"id: {subscription.IdOf(notice.Position)}\n");
        if (notice.Kind == StreamItemKind.Reset)
            WriteEvent(EventNames.Reset, NoData);
        else if (notice.Event is { } happened)
            WriteEvent(happened);
        WriteText("\n");
    }

    private void WriteEvent(StoreEvent happened)
    {
        switch (happened)
        {
            case MessageCreated created:
                WriteMessage(EventNames.MessageCreated, created.Message);
                break;
            case MessageUpdated updated:
                WriteMessage(EventNames.MessageUpdated, updated.Message);
                break;
            case MessageAltered altered when altered.Unseeing.Contains(subscription.User):
                WriteEvent(EventNames.ChangeHidden, Json(new ChangeHiddenEvent { ChatId = altered.Message.ChatId.ToString(), Change = altered.Message.Change }));
                break;
            // Of a message that is deleted by now, the tombstone is all that is told.
            case MessageAltered { UserId: { } reactor, Emoji: { } emoji, Message.Readable: { IsDeleted: false } message } reacted:
                WriteEvent(EventNames.MessageReacted, Json(new MessageReactedEvent
                {
                    ChatId = message.ChatId.ToString(),
                    MessageId = message.Id.ToString(),
                    UserId = reactor.ToString(),
                    Emoji = emoji,
                    Added = reacted.Kind == AlterationKind.Reacted,
                    Reactions = MessageProfile.ReactionsOn(MessageView.Told(message, subscription.User)),
                    Change = message.Change,
                }));
                break;
            case MessageAltered altered:
                WriteMessage(altered.Kind == AlterationKind.Deleted ? EventNames.MessageDeleted : EventNames.MessageUpdated, altered.Message);
                break;
            case ChatOpened opened:
                WriteEvent(EventNames.ChatCreated, Json(mapper.Map<ToldChatResponse>(opened)));
                break;
            case ChatChanged { Event: ChatEvent.MemberRemoved or ChatEvent.MemberLeft } left when left.UserId == subscription.User:
                WriteEvent(EventNames.ChatLeft, Json(new ChatLeftEvent { ChatId = left.Chat.Id.ToString() }));
                break;
            case ChatChanged { Event: ChatEvent.MemberAdded } joined when joined.UserId == subscription.User:
                WriteEvent(EventNames.ChatCreated, Json(mapper.Map<ToldChatResponse>(joined) with
                {
                    Members = ChatProfile.ToldMembersOf(joined.Chat.CreatedAt, joined.Members, joined.People),
                    Change = null,
                }));
                break;
            case ChatChanged changed:
                WriteEvent(EventNames.ChatUpdated, Json(mapper.Map<ToldChatResponse>(changed)));
                break;
            case ChatSettingsChanged { Settings: var settings } set:
                WriteEvent(EventNames.SettingsChanged, Json(new SettingsChangedEvent
                {
                    ChatId = settings.ChatId.ToString(),
                    Settings = mapper.Map<ChatSettingsResponse>(ChatSettingsView.Of(settings, set.IsArchived, time.GetUtcNow().UtcDateTime)),
                }));
                break;
            case MessageDelivered delivered:
                WriteEvent(EventNames.MessageDelivered, Json(mapper.Map<MessageReadEvent>(delivered)));
                break;
            case MessageRead read:
                WriteEvent(EventNames.MessageRead, Json(mapper.Map<MessageReadEvent>(read)));
                break;
            case CreditsChanged credits:
                WriteEvent(EventNames.CreditsChanged, Json(mapper.Map<CreditsChangedEvent>(credits)));
                break;
            default:
                throw new ArgumentException($"There is no name for a {happened.GetType().Name}.", nameof(happened));
        }
    }

    private void WriteMessage(string name, StoredMessage message) => WriteEvent(name, Json(mapper.Map<MessageResponse>(MessageView.Told(message, subscription.User))));

    /// <summary>JSON without line breaks, so that it is one line of data.</summary>
    private static byte[] Json<T>(T body) => JsonSerializer.SerializeToUtf8Bytes(body, StrictJson.Options.GetTypeInfo(typeof(T)));

    private void WriteEvent(string name, byte[] data)
    {
        WriteText($"event: {name}\ndata: ");
        output.Write(data);
        WriteText("\n");
    }

    private void WriteText(string text) => Encoding.ASCII.GetBytes(text, output);
}
