// What a caller writes: compiled as it stands in a strict project.
import {
  Allmine, AllmineError, ConflictError, isAllmineError, ValidationError, type AllmineEvent, type ErrorCode, type FeedItem, type Message, type Rehearsed, type SendBody,
  type TextMessage, verifyWebhook, type WebhookEvent, WebhookVerificationError,
} from '@allmine/client';

export async function main(baseUrl: string, token: string): Promise<string> {
  const allmine = new Allmine({ baseUrl, token: async () => Promise.resolve(token), timeout: 30_000, maxRetries: 2, language: 'tr' });
  const chatId = '64d15f9e2e6c8f4d5a123456';
  const targetUserId = '64d15f9e2e6c8f4d5a654321';

  const body: SendBody = { type: 'text', chatId, targetUserId, content: 'Hello there!', file: 'profile-photo.jpg' };
  const documented: Message = await allmine.messages.send(body, { idempotencyKey: crypto.randomUUID(), signal: AbortSignal.timeout(10_000) });
  const id: string = documented._id;
  const same = await allmine.messages.get({ messageId: id });
  const rehearsed: Rehearsed<TextMessage> = await allmine.messages.sendText({ chatId, content: 'Hi' }, { dryRun: true });
  const bytes = new Uint8Array([72, 105]);
  const media = await allmine.messages.sendMedia({ targetUserId, file: new Blob([bytes]), content: null }, { fileName: 'a.txt' });
  await allmine.files.upload(bytes, { fileName: 'b.txt' });
  const { items, hasMore } = await allmine.messages.history({ chatId, limit: 1 });
  const sequences: number[] = items.map(message => message.sequence);
  for await (const message of allmine.messages.history({ chatId, after: 0 }))
    sequences.push(message.sequence);
  for await (const chat of allmine.chats.list({ limit: 5 }))
    if (chat.kind === 'group')
      break;

  const listen = async (handle: (text: string) => void): Promise<void> => {
    for await (const event of allmine.events({ lastEventId: '1' }))
      handle(describe(event));
  };
  void listen;

  const me: string | null = (await allmine.users.me()).username;
  const noId: null = rehearsed._id;
  handle(same);
  try {
    await allmine.messages.send({ type: 'credit_transfer', targetUserId, creditTransfer: { amount: 900_000 } });
    return 'not refused';
  } catch (error) {
    if (!(error instanceof AllmineError) || same._id !== id || noId !== null || me === null || media.media === null || !hasMore)
      throw error;
    if (error instanceof ValidationError || (error instanceof ConflictError && error.code === 'idempotency.key_reused'))
      throw error;
    const codes: readonly ErrorCode[] = error.codes;
    if (!isAllmineError(error, 'credits.insufficient', 'chat.blocked') || error.attempts.length !== 1 || error.stopped !== 'final')
      throw error;
    const first: 'credits.insufficient' | 'chat.blocked' = error.code;
    return first === codes[0] ? `sent, refused: ${codes.join()}` : 'another code';
  }
}

/** Each type has what it has, and there may be more types. */
function handle(message: Message): string {
  switch (message.type) {
    case 'text':
      return message.content ?? 'deleted';
    case 'media':
      return message.media?.url ?? 'deleted';
    case 'credit_transfer':
      return `${message.creditTransfer.amount} to ${message.creditTransfer.recipientId}`;
    case 'system':
      return `${message.metadata.event} ${message.metadata.title ?? ''}`;
    case 'unreadable':
      return message.content ?? message._id;
    default: {
      const type: string = message.type;
      return `a ${type}`;
    }
  }
}

function describe(event: AllmineEvent): string {
  switch (event.type) {
    case 'message.created':
    case 'message.updated':
    case 'message.deleted':
      return event.data.content ?? event.data._id;
    case 'message.reacted':
      return `${event.data.emoji} ${event.data.added} ${event.data.reactions.length}`;
    case 'change.hidden':
      return event.data.change.toFixed(0);
    case 'chat.created':
    case 'chat.updated':
      return `${event.data.title ?? ''} ${event.data.members?.length ?? 0}`;
    case 'chat.left':
      return event.data.chatId;
    case 'settings.changed':
      return `${event.data.chatId} ${event.data.settings.muted}`;
    case 'message.read':
    case 'message.delivered':
      return `${event.data.userId} ${event.data.sequence}`;
    case 'credits.changed':
      return event.data.balance.toFixed(0);
    case 'reset':
      return event.id ?? '';
  }
}

/** What a receiver does: each type has its data, with truncated no more than an _id. */
export async function receive(headers: Record<string, string | string[] | undefined>, body: Uint8Array, secret: string): Promise<string> {
  try {
    const event: WebhookEvent = await verifyWebhook(headers, body, secret);
    switch (event.type) {
      case 'webhook.test':
        return event.id;
      case 'webhook.gap':
        return `${event.data.chatId ?? 'anywhere'} ${event.data.change ?? 0}`;
      case 'message.created':
        return event.truncated ? event.data._id : handle(event.data);
      case 'credits.transferred':
        return event.truncated ? event.data._id : `${event.data.from} ${event.data.amount}`;
      default:
        return `${event.type} ${event.position} ${event.previousChange ?? 0}`;
    }
  } catch (error) {
    if (error instanceof WebhookVerificationError)
      return error.fault;
    throw error;
  }
}

export async function follow(backend: Allmine, position: string | undefined): Promise<void> {
  for await (const event of backend.feed({ after: position, types: ['message.created', 'user.updated'] })) {
    if (event.type === 'reset')
      continue;
    const item: FeedItem = event;
    if (item.type === 'user.updated')
      console.log(item.data.username);
  }
}
