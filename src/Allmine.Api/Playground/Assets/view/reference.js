// One call: what it is at the left, trying it at the right. On a phone trying comes first.

import { html, useEffect, useRef } from '../vendor/htm-preact.js';
import { changesData } from '../request/guard.js';
import { Draft } from '../request/draft.js';
import { useWatched } from '../state/watched.js';
import { Answers } from './answers.js';
import { CopyButton } from './copy.js';
import { Description } from './description.js';
import { RequestPanel } from './request-panel.js';
import { Method } from './sidebar.js';
import { Attempts } from '../request/attempts.js';

export function Reference(services) {
  const { catalogue, memory, session, address } = services;
  const operation = catalogue.find(address[1]) ?? catalogue.first;
  const drafts = useRef(new Map()).current;
  const attempts = useRef(null);
  attempts.current ??= new Attempts(services);
  if (!drafts.has(operation))
    drafts.set(operation, new Draft(operation, services));
  const draft = drafts.get(operation);
  // What the page knows has changed: fields that nobody has written into follow.
  useEffect(() => {
    draft.fill();
    return memory.watch(() => draft.fill());
  }, [draft]);
  useEffect(() => {
    document.title = `${operation.summary} – Allmine API Playground`;
    window.scrollTo(0, 0);
  }, [operation]);
  useWatched(draft, session, attempts.current);

  return html`
    <article class="operation" key=${operation.id} data-operation=${operation.id}>
      <header class="operation-head">
        <p class="group">${operation.tag}</p>
        <h2>${operation.summary}</h2>
        <p class="path"><${Method} method=${operation.method} /> <code>${operation.path}</code>
          <${CopyButton} text=${session.selected.url + operation.path} label="Copy the address" /></p>
        ${changesData(operation.method) && html`<${Warning} />`}
      </header>
      <div class="try">
        <${RequestPanel} ...${services} draft=${draft} attempts=${attempts.current} />
        <${Answers} ...${services} operation=${operation} attempt=${attempts.current.of(operation)} />
      </div>
      <${Description} ...${services} operation=${operation} />
    </article>`;
}

const Warning = () => html`
  <aside class="warning" aria-label="Production uyarısı / Production warning">
    <p lang="tr"><strong>Production uyarısı:</strong> Bu çağrı veri değiştirir. Production sunucusu seçiliyken gerçek üretim verileri etkilenir; denemeler için Development sunucusunu kullanın.</p>
    <p><strong>Production warning:</strong> this call changes data. With the Production server selected, real production data is affected; use the Development server for tests.</p>
  </aside>`;
