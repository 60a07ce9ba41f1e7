// The last call of a person, and its answer.

import { html } from '../../vendor/htm-preact.js';
import { isUnsure } from '../../laboratory/past-calls.js';
import { curlFor, pathOf } from '../../laboratory/report.js';
import { Code } from '../code.js';
import { Method } from '../sidebar.js';

export const colour = ({ answer }) => (answer && answer.status < 300 ? 'good' : 'bad');

/** What came of a call, in a word or two. */
export function outcomeOf({ answer, isLost, isUnderWay, failure }, texts) {
  if (isUnderWay)
    return texts.underWay;
  if (answer)
    return `${answer.status} ${answer.statusText}`.trim();
  return isLost ? texts.lostStatus : failure || texts.notSent;
}

const isReplay = ({ answer }) => answer?.headers.some(([name, value]) => name.toLowerCase() === 'idempotent-replayed' && value === 'true');

/** Beside the buttons: what was called, what came of it, and how to find out if nothing did. */
export function Outcome({ side, texts, calls }) {
  const item = calls.latest(side.seat.index);
  return html`
    <div class="last-call" role="status">
      ${item
        ? html`
          <p class="outcome" data-call=${item.id}>
            <${Method} method=${item.plan.method} /> <code>${pathOf(item)}</code>
            <strong class=${item.isUnderWay ? '' : colour(item)} data-status>${outcomeOf(item, texts)}</strong>
            ${!item.isUnderWay && html`<span>${item.milliseconds} ms</span>`}
            ${item.plan.fault && html`<code class="fault-name">${item.plan.fault}</code>`}
            ${isReplay(item) && html`<span>${texts.replayed}</span>`}
          </p>
          ${!item.isUnderWay && isUnsure(item) && html`<p class="unsure">${item.isLost ? texts.lost : texts.unsure}${' '}
            <button type="button" disabled=${item.isGone} onClick=${async () => side.follow(await calls.repeat(side, item))}>${texts.repeat}</button></p>`}`
        : html`<p class="hint">${texts.noCall}</p>`}
    </div>`;
}

/** The call and the answer themselves. */
export function CallView({ side, texts, session, calls }) {
  const item = calls.latest(side.seat.index);
  return item && html`
    <div class="call-view">
      <h4>${texts.call}</h4>
      <${Code} text=${curlFor(item, session)} language="shell" label=${texts.code} />
      ${item.answer && (item.answer.text ? html`<${Code} text=${item.answer.text} language="json" label=${texts.answer} />` : html`<p class="hint">${texts.noBody}</p>`)}
    </div>`;
}
