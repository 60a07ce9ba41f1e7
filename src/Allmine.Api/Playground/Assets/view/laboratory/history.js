// The calls of this tab: again, compared, as a bug report, as a link.

import { html, useState } from '../../vendor/htm-preact.js';
import { linkOf } from '../../laboratory/link.js';
import { pathOf, reportOf } from '../../laboratory/report.js';
import { CopyButton } from '../copy.js';
import { Method } from '../sidebar.js';
import { colour, outcomeOf } from './call-view.js';
import { Comparison } from './comparison.js';

export function History({ texts, session, sides, calls }) {
  const [chosen, setChosen] = useState([]);
  const pair = chosen.map(id => calls.items.find(item => item.id === id)).filter(Boolean);
  // The third one that is chosen takes the place of the first.
  const choose = ({ id }, isChosen) => setChosen([...chosen.filter(one => one !== id), ...(isChosen ? [id] : [])].slice(-2));
  return html`
    <section class="card history" aria-labelledby="history-title">
      <div class="card-head">
        <h3 id="history-title">${texts.history}</h3>
        <p class="hint">${calls.items.length > 0 ? texts.historyHint : texts.noHistory}</p>
        ${calls.items.length > 0 && html`<button type="button" class="quiet" onClick=${() => calls.clear()}>${texts.clear}</button>`}
      </div>
      ${calls.items.length > 0 && html`
        <ol class="past-calls" aria-labelledby="history-title">
          ${calls.items.map(item => html`<${PastCall} key=${item.id} item=${item} ...${{ texts, session, sides, calls }} isChosen=${chosen.includes(item.id)} onChoose=${isChosen => choose(item, isChosen)} />`)}
        </ol>
        ${pair.length === 2 ? html`<${Comparison} pair=${pair} texts=${texts} />` : calls.items.length > 1 && html`<p class="hint compare-hint">${texts.compareHint}</p>`}`}
    </section>`;
}

function PastCall({ item, texts, session, sides, calls, isChosen, onChoose }) {
  const side = sides[item.side];
  const isShareable = linkOf(item, session) !== null;
  const again = async made => side.follow(await made);
  const goneTitle = item.isGone ? texts.gone : null;
  return html`
    <li data-past-call=${item.id}>
      <p class="past-call">
        <${Method} method=${item.plan.method} /> <code>${pathOf(item)}</code> <strong class=${item.isUnderWay ? '' : colour(item)}>${outcomeOf(item, texts)}</strong>
        <span>${item.name}</span> <time datetime=${item.at}>${new Date(item.at).toLocaleTimeString('en-GB')}</time>
        ${item.plan.fault && html`<code class="fault-name">${item.plan.fault}</code>`}
      </p>
      ${!item.isUnderWay && html`
        <p class="past-buttons">
          <button type="button" class="quiet" title=${goneTitle ?? texts.onceHint} disabled=${item.isGone} onClick=${() => again(calls.repeat(side, item))}>${texts.once}</button>
          ${item.plan.key && html`<button type="button" class="quiet" title=${goneTitle ?? texts.newKeyHint} disabled=${item.isGone} onClick=${() => again(calls.renew(side, item))}>${texts.newKey}</button>`}
          <label class="with"><input type="checkbox" checked=${isChosen} onChange=${event => onChoose(event.target.checked)} /> ${texts.compare}</label>
          <${CopyButton} text=${() => reportOf(item, session)}>${texts.report}<//>
          ${isShareable ? html`<${CopyButton} text=${() => linkOf(item, session)}>${texts.share}<//>` : html`<span class="hint">${texts.noShare}</span>`}
        </p>`}
    </li>`;
}
