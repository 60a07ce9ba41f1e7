// What must not compile.
import {
  Allmine, AllmineError, ConflictError, isAllmineError, type ErrorCode, type KnownErrorCode, type Message, type TextMessage,
} from '@allmine/client';

const allmine = new Allmine({ baseUrl: 'http://localhost', token: 'x' });
const chatId = 'c';

// @ts-expect-error without an address
new Allmine({ token: 'x' });
// @ts-expect-error to nobody
void allmine.messages.sendText({ content: 'Hi' });
// @ts-expect-error without words
void allmine.messages.sendText({ chatId });
// @ts-expect-error a misspelt type
void allmine.messages.send({ type: 'Text', chatId });
// @ts-expect-error without a type
void allmine.messages.send({ chatId, content: 'Hi' });
// @ts-expect-error an unknown property
void allmine.messages.sendText({ chatId, content: 'Hi', senderId: 'me' });
// @ts-expect-error credits as text
void allmine.messages.sendCredits({ chatId, amount: '25' });
// @ts-expect-error an outcome of which send
void allmine.messages.outcome({});
// @ts-expect-error an unknown option
void allmine.messages.sendText({ chatId, content: 'Hi' }, { retries: 3 });
// @ts-expect-error the id of a message that was not sent
void allmine.messages.sendText({ chatId, content: 'Hi' }, { dryRun: true }).then(message => message._id.length);
// @ts-expect-error a code that there is not
const code: ErrorCode = 'credits.insuficient';
// @ts-expect-error a code of another status
const isForbidden = (error: ConflictError): boolean => error.code === 'auth.forbidden';

// @ts-expect-error credits without an amount
void allmine.messages.sendCredits({ chatId });
// @ts-expect-error credits without an amount, as the documented body
void allmine.messages.send({ type: 'credit_transfer', chatId });
// @ts-expect-error a text with credits
void allmine.messages.send({ type: 'text', chatId, content: 'Hi', creditTransfer: { amount: 1 } });
// @ts-expect-error a text to neither a chat nor a person
void allmine.messages.send({ type: 'text', content: 'Hi' });
// @ts-expect-error a file message without a file
void allmine.messages.send({ type: 'media', chatId });
// @ts-expect-error before and after at once
void allmine.messages.history({ chatId, before: 5, after: 1 });
// @ts-expect-error the words of a text may be gone: it was deleted
const length = (message: TextMessage): number => message.content.length;
// @ts-expect-error only a credit transfer has credits for sure
const amount = (message: Message): number => message.creditTransfer.amount;

// @ts-expect-error there are types of messages that this client does not know
const shown = (message: Message): string => {
  switch (message.type) {
    case 'text': return 'text';
    case 'media': return 'media';
    case 'credit_transfer': return 'credits';
    case 'unreadable': return '';
  }
};

// @ts-expect-error there are codes that this client does not know
const explained = (code: 'rate.limited' | Exclude<ErrorCode, KnownErrorCode>): string => {
  switch (code) {
    case 'rate.limited': return 'slowly';
  }
};

try {
  await allmine.chats.list();
} catch (error) {
  // @ts-expect-error a misspelt code
  if (isAllmineError(error, 'credits.insuficient'))
    throw error;
  // @ts-expect-error a code that no error has
  if (error instanceof AllmineError && error.code === 'nonsense')
    throw error;
}

export { amount, code, explained, isForbidden, length, shown };
