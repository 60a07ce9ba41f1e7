// The laboratory: two people side by side, and below them the calls that were made.

import { html, useEffect, useRef } from '../../vendor/htm-preact.js';
import { PastCalls } from '../../laboratory/past-calls.js';
import { Seat } from '../../laboratory/seat.js';
import { Side } from '../../laboratory/side.js';
import { languageOf, textsOf } from '../../laboratory/texts.js';
import { useWatched } from '../../state/watched.js';
import { History } from './history.js';
import { LinkedCall } from './linked-call.js';
import { Person } from './person.js';

let pastCalls = null;

export function Laboratory(services) {
  const { session, address } = services;
  pastCalls ??= new PastCalls(services);
  const sides = useSides(services);
  useWatched(session, pastCalls, ...sides);
  const texts = textsOf(session);
  useEffect(() => {
    document.title = `${texts.title} – Allmine API Playground`;
    window.scrollTo(0, 0);
  }, [texts]);

  const shared = { texts, session, sides, calls: pastCalls };
  return html`
    <article class="laboratory" lang=${languageOf(session)}>
      <header class="laboratory-head">
        <h2>${texts.title}</h2>
        <p class="hint">${texts.intro}</p>
      </header>
      ${address[1] === 'call' && html`<${LinkedCall} key=${address[2]} data=${address[2]} ...${shared} />`}
      <div class="sides">
        ${sides.map(side => html`<${Person} key=${side.seat.place} side=${side} ...${shared} />`)}
      </div>
      <${History} ...${shared} />
    </article>`;
}

/** Both sides, each begun anew when its token changes, and both when another server is selected. */
function useSides(services) {
  const { session } = services;
  const kept = useRef(null);
  if (!kept.current) {
    const [one, other] = [0, 1].map(index => new Side(new Seat(session, index), services));
    one.meet(other);
    other.meet(one);
    kept.current = [one, other];
  }

  const sides = kept.current;
  useEffect(() => {
    const tokens = () => sides.map(({ seat }) => seat.token);
    let [server, before] = [session.selected, tokens()];
    const stop = session.watch(() => {
      const [isOther, now] = [server !== session.selected, tokens()];
      const changed = sides.filter((_, index) => isOther || now[index] !== before[index]);
      [server, before] = [session.selected, now];
      changed.forEach(side => side.start());
      // The chat of the two is another one with another person.
      if (!isOther && changed.length > 0)
        sides.filter(side => !changed.includes(side) && side.me).forEach(side => side.load());
    });
    sides.forEach(side => side.start());
    return () => {
      stop();
      sides.forEach(side => side.stop());
    };
  }, []);
  return sides;
}
