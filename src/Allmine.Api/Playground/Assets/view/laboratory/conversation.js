// The chat as its person sees it.

import { html, useLayoutEffect, useRef } from '../../vendor/htm-preact.js';
import { Message } from './message.js';

export function Conversation({ side, texts, words, make, id }) {
  const { chat, messages } = side;
  const list = useRef(null);
  const isAtEnd = useRef(true);
  const { items } = messages;
  // Who has not scrolled away sees what comes.
  useLayoutEffect(() => {
    if (isAtEnd.current)
      list.current.scrollTop = list.current.scrollHeight;
  });
  const scrolled = ({ target }) => { isAtEnd.current = target.scrollTop + target.clientHeight > target.scrollHeight - 40; };
  return html`
    <div class="conversation">
      <h4 id=${id}>${texts.chat}</h4>
      <div class="messages" ref=${list} onScroll=${scrolled} tabindex="0" role="log" aria-labelledby=${id} aria-busy=${side.isLoading}>
        ${messages.hasEarlier && html`<button type="button" class="quiet" onClick=${() => side.loadEarlier()}>${texts.earlier}</button>`}
        ${items.length === 0 && !side.isLoading && html`<p class="hint">${chat ? texts.empty : texts.noChat}</p>`}
        <ol>${items.map(message => html`<${Message} key=${message._id} message=${message} side=${side} texts=${texts} words=${words} make=${make} />`)}</ol>
      </div>
    </div>`;
}
