// One person: token, balance, buttons, the chat, the live events, and the last call with its answer.

import { html, useEffect, useRef, useState } from '../../vendor/htm-preact.js';
import { bareToken } from '../../state/session.js';
import { Buttons } from './buttons.js';
import { CallView, Outcome } from './call-view.js';
import { Conversation } from './conversation.js';
import { Events } from './events.js';

/** Pasted or filled in, a token is there at once: it is used when nothing more comes. */
const PAUSE_MS = 300;

export function Person({ side, texts, session, sides, calls }) {
  const { seat } = side;
  const [words, setWords] = useState('');
  const number = seat.index + 1;
  const id = part => `${part}-${number}`;
  const username = side.me?.username ?? null;
  const name = side.name ?? texts.persons[seat.index];

  /** Makes the call of a button. */
  const make = async plan => side.follow(await calls.make(side, await plan));
  const acting = { side, texts, session, calls, words, make };
  return html`
    <section class="card person" aria-labelledby=${id('person')}>
      <div class="card-head person-head">
        <h3><span id=${id('person')}>${name}</span>${username && username !== name && html` <span class="username">${username}</span>`}</h3>
        <span class="connection" data-state=${side.state}>${texts.states[side.state]}</span>
        <p class="balance"><span class="word">${texts.balance}</span> <strong data-balance>${side.balance === null ? '–' : texts.credits(side.balance)}</strong></p>
      </div>
      <div class="person-body">
        <${TokenField} seat=${seat} session=${session} id=${id('token')} texts=${texts} />
        ${side.failure && html`<p class="failure" role="alert">${side.failure}</p>`}
        <${Buttons} ...${acting} setWords=${setWords} id=${id} />
        <${Outcome} ...${acting} />
        <${Conversation} ...${acting} id=${id('chat')} />
        <${Events} side=${side} texts=${texts} id=${id('events')} />
        <${CallView} ...${acting} />
      </div>
    </section>`;
}

function TokenField({ seat, session, id, texts }) {
  const { token } = seat;
  const [written, setWritten] = useState(token);
  const timer = useRef(null);
  useEffect(() => {
    clearTimeout(timer.current);
    setWritten(token);
    return () => clearTimeout(timer.current);
  }, [token, session.selected]);

  const use = text => {
    clearTimeout(timer.current);
    if (bareToken(text) !== seat.token)
      seat.token = text;
  };
  const write = event => {
    const text = event.target.value;
    setWritten(text);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => use(text), PAUSE_MS);
  };
  return html`
    <form class="token-field" onSubmit=${event => { event.preventDefault(); use(written); }}>
      <label for=${id}>${texts.token}</label>
      <input id=${id} type="password" autocomplete="off" spellcheck=${false} value=${written} onInput=${write} onChange=${event => use(event.target.value)} />
    </form>`;
}
