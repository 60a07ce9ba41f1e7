// The page: the bar above, the calls at the side, and what the address names.

import { html, useEffect, useRef, useState } from '../vendor/htm-preact.js';
import { useAddress } from '../state/navigation.js';
import { useWatched } from '../state/watched.js';
import { Bar } from './bar.js';
import { useHeight } from './heights.js';
import { pages } from './pages.js';
import { Search } from './search.js';
import { Sidebar } from './sidebar.js';

export function App(services) {
  const { session, catalogue } = services;
  useWatched(session);
  const address = useAddress();
  const [isMenuOpen, setMenuOpen] = useState(false);
  const search = useRef(null);
  // The first one owns what no other does.
  const page = pages.findLast(({ owns }) => owns(address));
  const { isProduction, url } = session.selected;

  useEffect(() => { document.documentElement.classList.toggle('on-production', isProduction); }, [isProduction]);
  useEffect(() => { setMenuOpen(false); }, [address]);

  return html`
    <a class="skip" href="#call" onClick=${skip}>Skip to the ${page.standsAlone ? 'page' : 'call'}</a>
    <${Bar} session=${session} page=${page} onSearch=${() => search.current.open()} isMenuOpen=${isMenuOpen} onMenu=${() => setMenuOpen(!isMenuOpen)} />
    ${isProduction && html`<${ProductionBanner} url=${url} />`}
    <div class=${page.standsAlone ? 'alone' : 'columns'}>
      ${!page.standsAlone && html`<${Sidebar} catalogue=${catalogue} address=${address} isOpen=${isMenuOpen} />`}
      <main id="call" tabindex="-1"><${page.View} ...${services} address=${address} /></main>
    </div>
    <${Search} ref=${search} catalogue=${catalogue} />`;
}

function ProductionBanner({ url }) {
  useHeight('.production-banner', '--banner');
  return html`
    <div class="production-banner" id="production-banner" role="alert">
      <strong lang="tr">Production uyarısı: gerçek üretim verileri etkilenir.</strong>${' '}
      <strong>Production is selected: calls change real data at <span>${url}</span>.</strong>
    </div>`;
}

/** The fragment is the address of a call: it is left as it is. */
function skip(event) {
  event.preventDefault();
  document.getElementById('call').focus();
}
