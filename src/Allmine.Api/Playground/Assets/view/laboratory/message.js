// One message, as its reader sees it, and what can be done with it.

import { html } from '../../vendor/htm-preact.js';
import { onMessage } from '../../laboratory/actions.js';
import { languageOf } from '../../laboratory/texts.js';

export function Message({ message, side, texts, words, make }) {
  const { _id, senderId, type, content, creditTransfer, media, replyTo, reactions, editedAt, deletedAt, createdAt, sequence } = message;
  const isMine = senderId === side.seat.userId;
  const act = what => make(onMessage[what](side, message, words.trim(), texts));
  const button = (what, properties = {}) => html`<button type="button" class="quiet" onClick=${() => act(what)} ...${properties}>${texts.messageButtons[what]}</button>`;
  const mineReacted = reactions.some(({ mine }) => mine);
  return html`
    <li class=${isMine ? 'message mine' : 'message'} data-message=${_id} data-sequence=${sequence}>
      <p class="message-head">
        <strong>${isMine ? texts.you : senderId ? side.nameOf(senderId) : ''}</strong>
        <span>#${sequence}</span>
        ${createdAt && html`<time datetime=${createdAt}>${new Date(createdAt).toLocaleTimeString(languageOf(side.session), { hour: '2-digit', minute: '2-digit' })}</time>`}
        ${editedAt && !deletedAt && html`<span>${texts.edited}</span>`}
        ${isMine && side.messages.isSeen(message) && html`<span data-seen>${texts.seen}</span>`}
      </p>
      ${replyTo && html`<p class="reply-to">${texts.answers} ${replyTo.sequence}</p>`}
      ${deletedAt ? html`<p class="gone">${texts.deleted}</p>` : type === 'unreadable' && html`<p class="gone">${texts.unreadable}</p>`}
      ${media && html`<${Media} media=${media} texts=${texts} />`}
      ${creditTransfer && html`<p class="transfer">${texts.sentCredits(creditTransfer.amount, side.nameOf(creditTransfer.recipientId))}</p>`}
      ${content && html`<p class="words">${content}</p>`}
      ${reactions.length > 0 && html`<p class="reactions">${reactions.map(({ emoji, count, mine }) => html`<span key=${emoji} class=${mine ? 'mine' : ''}>${emoji} ${count}</span>`)}</p>`}
      ${!deletedAt && type !== 'unreadable' && html`
        <p class="message-buttons">
          ${button('reply')}
          ${button('react', { 'aria-pressed': mineReacted })}
          ${isMine && !creditTransfer && type !== 'system' && html`${button('edit')}${button('remove')}`}
        </p>`}
    </li>`;
}

/** Nothing is loaded from another host: what is there is told. */
function Media({ media: { url, type, name, size, thumbnail_url: thumbnail, width, height }, texts }) {
  const isOwn = address => new URL(address, location.href).origin === location.origin;
  const told = html`<span class="file-name">${name} (${size.toLocaleString('en')} bytes)</span>`;
  if (!isOwn(url))
    return html`<p class="media">${told} <span class="hint">${texts.elsewhere}</span></p>`;
  if (type === 'image')
    return html`<p class="media"><img src=${thumbnail && isOwn(thumbnail) ? thumbnail : url} alt=${name} width=${width} height=${height} loading="lazy" /></p>`;
  if (type === 'video')
    return html`<p class="media"><video src=${url} poster=${thumbnail && isOwn(thumbnail) ? thumbnail : null} controls preload="metadata" aria-label=${name}></video></p>`;
  if (type === 'audio')
    return html`<p class="media"><audio src=${url} controls preload="metadata" aria-label=${name}></audio></p>`;
  return html`<p class="media"><a href=${url} download=${name}>${told}</a></p>`;
}
