// The last attempt of each operation: what was sent, by whom, where, and what came back. Those of another server are gone
// with the choice of that server.

import { Watched } from '../state/watched.js';
import { callOf } from './call.js';

export class Attempts extends Watched {
  #attempts = new Map();

  constructor({ session, guard, requests, memory, catalogue }) {
    super();
    Object.assign(this, { session, guard, requests, memory, catalogue });
    let server = session.selected;
    session.watch(() => {
      if (session.selected === server)
        return;
      server = session.selected;
      this.#attempts.clear();
      this.changed();
    });
  }

  of(operation) {
    return this.#attempts.get(operation);
  }

  #show(operation, attempt) {
    this.#attempts.set(operation, attempt);
    this.changed();
  }

  /** Makes the call: fetches a token if one is to be had and none is there, asks on Production, sends, and keeps the answer. */
  async send(draft) {
    const { session, guard, requests } = this;
    const { operation } = draft;
    const server = session.selected;
    const attempt = { server, contentType: draft.contentType, text: draft.text };
    try {
      if (operation.isSecured && session.firstUser)
        await session.become(session.firstUser);
      draft.renewKey();
      const call = callOf(draft, session);
      if (guard.holds(call.method) && !await guard.confirm(call))
        return;
      const { person } = session;
      const isCurrent = () => session.selected === server && this.of(operation)?.call === call;
      draft.used();
      this.#show(operation, { ...attempt, call, person, isUnderWay: true });
      const answer = await requests.send(call, part => isCurrent() && this.#show(operation, { ...attempt, call, person, answer: part, isUnderWay: true }));
      if (isCurrent())
        this.#keep(operation, { ...attempt, call, person, answer });
    } catch (error) {
      if (session.selected === server)
        this.#show(operation, { ...attempt, failure: error.message });
    }
  }

  #keep(operation, attempt) {
    const { answer } = attempt;
    try {
      answer.body = JSON.parse(answer.text);
    } catch {
      // No JSON: a stream, or nothing.
    }

    this.#show(operation, attempt);
    const schema = operation.responses.find(({ status }) => status === String(answer.status))?.content?.['application/json']?.schema;
    if (answer.status < 400 && schema)
      this.memory.note(answer.body, schema, this.catalogue);
    else
      this.memory.changed();
  }
}
