// What must not compile.
import { Allmine, ConflictError, type ErrorCode } from '@allmine/client';

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

export { code, isForbidden };
