// What somebody writes who has read the README and nothing else.
import { Allmine, type Message } from '@allmine/client';

/** Answers every text that somebody else sends, until it is aborted. */
export async function bot(baseUrl: string, token: () => Promise<string>, signal: AbortSignal, ready: () => void): Promise<void> {
  const allmine = new Allmine({ baseUrl, token });
  const { _id: me } = await allmine.users.me();
  const answer = async (message: Message): Promise<void> => {
    if (message.type !== 'text' || message.senderId === me || message.content === null)
      return;
    await allmine.messages.sendText({ chatId: message.chatId, content: `You said: ${message.content}` }, { idempotencyKey: `reply-${message._id}` });
  };

  try {
    for await (const event of allmine.events({ signal, onConnected: ready })) {
      if (event.type === 'message.created')
        await answer(event.data);
      if (event.type === 'reset')
        for await (const { _id: chatId } of allmine.chats.list())
          for await (const message of allmine.messages.history({ chatId }))
            await answer(message);
    }
  } catch (error) {
    if (error !== signal.reason)
      throw error;
  }
}
