// What somebody writes with openapi-fetch and the types that openapi-typescript makes from the document. Compiled strictly, and run.
import createClient from 'openapi-fetch';
import type { components, paths } from './paths.js';

const [, , baseUrl = '', token = '', chatId = '', targetUserId = '', photo = ''] = process.argv;
const client = createClient<paths>({ baseUrl, headers: { Authorization: `Bearer ${token}` } });
const file = new File([Uint8Array.from(atob(photo), letter => letter.charCodeAt(0))], 'ğ beach.png', { type: 'image/png' });

/** openapi-fetch leaves the making of a form to its user. */
const form = (parts: object): FormData => {
  const made = new FormData();
  for (const [name, part] of Object.entries(parts) as [string, unknown][])
    made.append(name, part instanceof Blob || typeof part === 'string' ? part : JSON.stringify(part));
  return made;
};

const me = await client.GET('/api/v2/users/me');
const text = await client.POST('/api/v2/messages', { body: { type: 'text', chatId, content: 'A text' } });
const sent: components['schemas']['MessageResponse'] | undefined = text.data;
const sentPhoto = await client.POST('/api/v2/messages#form', { body: { type: 'media', chatId, content: 'A photo', file }, bodySerializer: form });
const upload = await client.POST('/api/v2/files', { body: { file }, bodySerializer: form });
const transfer = () => client.POST('/api/v2/messages', {
  params: { header: { 'Idempotency-Key': 'types-transfer' } }, body: { type: 'credit_transfer', targetUserId, creditTransfer: { amount: 2 } },
});
const first = await transfer();
const again = await transfer();
const byForm = await client.POST('/api/v2/messages#form', {
  params: { header: { 'Idempotency-Key': 'types-form' } }, body: { type: 'credit_transfer', targetUserId, creditTransfer: { amount: 1 } }, bodySerializer: form,
});
const refused = await client.POST('/api/v2/messages', { body: { type: 'text', chatId, content: ' ' } });
const codes: string[] | undefined = refused.error?.codes;
const history = await client.GET('/api/v2/messages/chat/{chatId}', { params: { path: { chatId }, query: { after: 0, limit: 2 } } });

process.stdout.write(JSON.stringify({
  me: me.data?.username, text: [sent?.type, sent?.content, sent?.media], photo: [sentPhoto.data?.media?.type, sentPhoto.data?.media?.name], upload: upload.data?.name,
  transfer: [first.data?.creditTransfer?.amount, again.data?._id === first.data?._id, again.response.headers.get('Idempotent-Replayed')],
  byForm: byForm.data?.creditTransfer?.amount, error: codes, history: history.data?.items.length,
}));
