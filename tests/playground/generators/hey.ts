// What somebody writes with the client that @hey-api/openapi-ts makes from the document. Compiled strictly, and run.
import { createClient } from './hey/client/index.js';
import { eventsListen, filesUpload, messagesHistory, messagesSend, messagesSendForm, usersMe } from './hey/sdk.gen.js';
import type {
  ChangeHiddenEvent, ChatLeftEvent, CreditsChangedEvent, ErrorResponse, MessageReactedEvent, MessageReadEvent, MessageResponse, SettingsChangedEvent, ToldChatResponse,
} from './hey/types.gen.js';

const [, , baseUrl = '', token = '', chatId = '', targetUserId = '', photo = ''] = process.argv;
const client = createClient({ baseUrl, auth: () => token });
const file = new File([Uint8Array.from(atob(photo), letter => letter.charCodeAt(0))], 'ğ beach.png', { type: 'image/png' });

const told: string[] = [];
const { stream } = await eventsListen({ client });
const listening = (async () => {
  for await (const event of stream) {
    const data:
      MessageResponse | MessageReactedEvent | MessageReadEvent | ToldChatResponse | ChatLeftEvent | ChangeHiddenEvent | SettingsChangedEvent | CreditsChangedEvent = event;
    if ('content' in data && data.content !== null)
      return told.push(data.content);
  }

  return 0;
})();
await new Promise(resolve => { setTimeout(resolve, 300); });

const me: string | null | undefined = (await usersMe({ client })).data?.username;
const text = await messagesSend({ client, throwOnError: true, body: { type: 'text', chatId, content: 'A text' } });
const sent: MessageResponse = text.data;
const sentPhoto = await messagesSendForm({ client, throwOnError: true, body: { type: 'media', chatId, content: 'A photo', file } });
const byName = await filesUpload({ client, throwOnError: true, body: { file } });
const transfer = () => messagesSend({
  client, throwOnError: true, headers: { 'Idempotency-Key': 'hey-transfer' }, body: { type: 'credit_transfer', targetUserId, creditTransfer: { amount: 2 } },
});
const first = await transfer();
const again = await transfer();
const byForm = await messagesSendForm({
  client, throwOnError: true, headers: { 'Idempotency-Key': 'hey-form' }, body: { type: 'credit_transfer', targetUserId, creditTransfer: { amount: 1 } },
});
const refused = await messagesSend({ client, body: { type: 'text', chatId, content: ' ' } });
const error: ErrorResponse | undefined = refused.error;
const history = await messagesHistory({ client, path: { chatId }, query: { after: 0, limit: 2 } });
await listening;

process.stdout.write(JSON.stringify({
  me, text: [sent.type, sent.content, sent.media], photo: [sentPhoto.data.media?.type, sentPhoto.data.media?.name], upload: byName.data.name,
  transfer: [first.data.creditTransfer?.amount, again.data._id === first.data._id, again.response?.headers.get('Idempotent-Replayed')],
  byForm: byForm.data.creditTransfer?.amount, error: error?.codes, history: history.data?.items.length, told,
}));
process.exit(0);
