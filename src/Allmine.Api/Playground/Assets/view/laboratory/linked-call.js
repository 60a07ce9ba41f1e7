// A call that came with a link. Whoever made the link is unknown: the call is shown, and goes out when somebody sends it.

import { html, useEffect, useRef, useState } from '../../vendor/htm-preact.js';
import { LABORATORY } from '../../laboratory/address.js';
import { faults } from '../../laboratory/actions.js';
import { callFrom, isOwnPath } from '../../laboratory/link.js';
import { Method } from '../sidebar.js';

const close = () => { location.hash = LABORATORY; };

export function LinkedCall({ data, texts, session, sides, calls }) {
  const [call] = useState(() => callFrom(data));
  const heading = useRef(null);
  useEffect(() => heading.current.scrollIntoView({ block: 'center' }), []);
  return html`
    <section class="card linked" aria-labelledby="linked-title">
      <div class="card-head"><h3 id="linked-title" ref=${heading}>${texts.linked}</h3> <button type="button" class="quiet" onClick=${close}>${texts.dismiss}</button></div>
      ${call ? html`<${Form} call=${call} ...${{ texts, session, sides, calls }} />` : html`<p class="failure" role="alert">${texts.linkedBad}</p>`}
    </section>`;
}

function Form({ call, texts, session, sides, calls }) {
  const [path, setPath] = useState(call.path);
  const [body, setBody] = useState(call.body);
  const [fault, setFault] = useState(call.fault);
  const [failure, setFailure] = useState('');
  const choices = [...new Set(['', ...Object.values(faults), call.fault])];
  const send = async side => {
    setFailure(isOwnPath(path) ? '' : texts.badPath);
    if (!isOwnPath(path))
      return;
    const key = call.hasKey ? crypto.randomUUID() : undefined;
    side.follow(await calls.make(side, { method: call.method, path, body: call.method === 'GET' || body === '' ? undefined : body, key, fault: fault || undefined }));
  };
  return html`
    <div class="linked-body">
      <p class="hint">${texts.linkedHint}</p>
      <div class="field"><label for="linked-path"><${Method} method=${call.method} /> ${texts.path}</label>
        <input id="linked-path" type="text" spellcheck=${false} autocomplete="off" value=${path} onInput=${event => setPath(event.target.value)} /></div>
      ${call.method !== 'GET' && html`
        <div class="field"><label for="linked-content">${texts.body}</label>
          <textarea id="linked-content" rows="6" spellcheck=${false} value=${body} onInput=${event => setBody(event.target.value)}></textarea></div>`}
      ${session.hasFaults && html`
        <div class="field"><label for="linked-fault">${texts.fault}</label>
          <select id="linked-fault" value=${fault} onChange=${event => setFault(event.target.value)}>
            ${choices.map(one => html`<option key=${one} value=${one}>${one || texts.noFault}</option>`)}
          </select></div>`}
      ${failure && html`<p class="failure" role="alert">${failure}</p>`}
      <p class="buttons">${sides.map((side, index) => html`<button type="button" key=${index} onClick=${() => send(side)}>${texts.sendAs(side.name ?? texts.persons[index])}</button>`)}</p>
    </div>`;
}
