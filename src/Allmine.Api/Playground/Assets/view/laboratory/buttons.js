// The buttons of a person. Each makes one call.

import { html, useState } from '../../vendor/htm-preact.js';
import { acts, faults, sendFile, sends } from '../../laboratory/actions.js';

export function Buttons({ side, texts, session, calls, words, setWords, make, id }) {
  const [kind, setKind] = useState('text');
  const { buttons } = texts;
  const send = what => make(sends[what](side, words.trim(), texts));
  const withFault = async fault => make({ ...await sends[kind](side, words.trim(), texts), fault });
  const act = what => make(acts[what](side, words.trim(), texts));
  const latest = calls.latestWithKey(side.seat.index);
  const button = (name, onClick, properties = {}) => html`<button type="button" onClick=${onClick} ...${properties}>${name}</button>`;
  return html`
    <form class="composer" onSubmit=${event => { event.preventDefault(); send('text'); }}>
      <label for=${id('message')}>${texts.message}</label>
      <input id=${id('message')} type="text" autocomplete="off" aria-describedby=${id('message-hint')} value=${words} onInput=${event => setWords(event.target.value)} />
      <p class="hint" id=${id('message-hint')}>${texts.messageHint}</p>
      <div class="buttons" role="group" aria-label=${texts.groups.doing}>
        <button type="submit" class="send">${buttons.text}</button>
        ${button(buttons.photo, () => send('photo'))}
        ${button(buttons.credits, () => send('credits'))}
        ${button(buttons.read, () => act('read'), { disabled: !side.chat })}
        ${button(side.blocks ? buttons.unblock : buttons.block, () => act('block'), { disabled: !side.partnerId })}
        <${FileChooser} id=${id('file')} texts=${texts} onFile=${file => make(sendFile(side, file, words.trim()))} />
      </div>
      <div class="buttons" role="group" aria-label=${texts.groups.trouble}>
        ${button(buttons.again, async () => side.follow(await calls.repeat(side, latest)), { disabled: !latest })}
        ${button(buttons.long, () => act('long'))}
        ${button(buttons.wrong, () => act('wrong'))}
        ${button(buttons.poor, () => act('poor'))}
        ${session.hasFaults && html`
          ${Object.entries(faults).map(([name, fault]) => button(buttons[name], () => withFault(fault), { key: name, 'data-fault': fault }))}
          <label class="with">${texts.faultsWith}${' '}
            <select value=${kind} onChange=${event => setKind(event.target.value)}>
              ${Object.entries(texts.kinds).map(([value, name]) => html`<option key=${value} value=${value}>${name}</option>`)}
            </select>
          </label>`}
        ${session.resetPath && button(buttons.reset, () => make({ method: 'POST', path: session.resetPath, isOpen: true }), { class: 'reset' })}
      </div>
    </form>`;
}

/** A file is sent as soon as it is chosen. */
function FileChooser({ id, texts, onFile }) {
  const chosen = event => {
    const [file] = event.target.files;
    if (file)
      onFile(file);
    event.target.value = '';
  };
  return html`<label class="with file" for=${id}>${texts.file} <input id=${id} type="file" onChange=${chosen} /></label>`;
}
