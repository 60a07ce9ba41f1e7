// What a caller writes: compiled as it stands in a strict project.
import {
  Allmine, AllmineError, ConflictError, ValidationError, type AllmineEvent, type ErrorCode, type Message, type MessageResponse, type SendBody,
} from '@allmine/client';

export async function main(baseUrl: string, token: string): Promise<string> {
  const allmine = new Allmine({ baseUrl, token: async () => Promise.resolve(token), timeout: 30_000, maxRetries: 2, language: 'tr' });
  const chatId = '64d15f9e2e6c8f4d5a123456';
  const targetUserId = '64d15f9e2e6c8f4d5a654321';

  const body: SendBody = { type: 'text', chatId, targetUserId, content: 'Hello there!', file: 'profile-photo.jpg' };
  const documented: Message = await allmine.messages.send(body, { idempotencyKey: crypto.randomUUID(), signal: AbortSignal.timeout(10_000) });
  const id: string = documented._id;
  const same = await allmine.messages.get({ messageId: id });
  const rehearsed: MessageResponse = await allmine.messages.sendText({ chatId, content: 'Hi' }, { dryRun: true });
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

  try {
    await allmine.messages.send({ type: 'credit_transfer', targetUserId, creditTransfer: { amount: 900_000 } });
    return 'not refused';
  } catch (error) {
    if (!(error instanceof AllmineError) || same._id !== id || rehearsed._id !== null || media.media === null || !hasMore)
      throw error;
    const codes: readonly ErrorCode[] = error.codes;
    if (error instanceof ValidationError || (error instanceof ConflictError && error.code === 'idempotency.key_reused'))
      throw error;
    return `sent, refused: ${codes.join()}`;
  }
}

function describe(event: AllmineEvent): string {
  switch (event.type) {
    case 'message.created':
      return event.data.content ?? event.data._id;
    case 'message.read':
      return `${event.data.userId} ${event.data.sequence}`;
    case 'credits.changed':
      return event.data.balance.toFixed(0);
    case 'reset':
      return event.id ?? '';
  }
}
