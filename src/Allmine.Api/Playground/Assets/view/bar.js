// What is always in sight: which server, which person, which language. And what sets them.

import { html, useState } from '../vendor/htm-preact.js';
import { described } from '../state/person.js';
import { isDark, switchTheme } from '../state/theme.js';
import { useHeight } from './heights.js';
import { pages } from './pages.js';
import { TokenForm } from './token-form.js';

const languages = [['', 'the browser’s'], ['en', 'English (en)'], ['tr', 'Türkçe (tr)']];

export function Bar({ session, page, onSearch, isMenuOpen, onMenu }) {
  useHeight('.bar', '--bar');
  useHeight('.settings', '--settings');
  return html`
    <header class="bar">
      <div class="bar-row">
        ${!page.standsAlone && html`<button type="button" class="quiet menu" aria-expanded=${isMenuOpen} aria-controls="calls" onClick=${onMenu}>Calls</button>`}
        <h1>Allmine <span>API Playground</span></h1>
        ${pages.length > 1 && html`<nav aria-label="Pages">${pages.map(one => html`<a href=${one.href} aria-current=${one === page ? 'page' : null}>${one.name}</a>`)}</nav>`}
        <button type="button" class="search-button" aria-keyshortcuts="/ Control+K" onClick=${onSearch}>Search the calls <kbd>/</kbd> <kbd>Ctrl K</kbd></button>
        <${ThemeSwitch} />
      </div>
      <${State} session=${session} hasPerson=${!page.standsAlone} />
    </header>
    <section class="settings" aria-label="Settings of all calls">
      <${Servers} session=${session} />
      <div class="setting">
        <label for="language">X-Language</label>
        <select id="language" value=${session.language} onChange=${event => { session.language = event.target.value; }}>
          ${languages.map(([value, name]) => html`<option value=${value}>${name}</option>`)}
        </select>
      </div>
      ${!page.standsAlone && html`<${TokenForm} session=${session} />`}
    </section>`;
}

function State({ session, hasPerson }) {
  const { selected, person, firstUser, language } = session;
  return html`
    <p class="state" role="status" aria-label="Server, person and language of the next call">
      <span class=${selected.isProduction ? 'production' : ''} data-state="server"><span class="word">Server</span> <strong>${selected.name}</strong></span>
      ${hasPerson && html`<span data-state="person"><span class="word">Person</span> <strong>${described(person)}</strong>${firstUser && `: Send takes one for ${firstUser.name}`}</span>`}
      <span data-state="language"><span class="word">X-Language</span> <strong>${language || 'the browser’s'}</strong></span>
    </p>`;
}

function Servers({ session }) {
  return html`
    <fieldset class="servers">
      <legend>Server</legend>
      ${session.servers.map(server => html`
        <label class=${server.isProduction ? 'production' : ''} title=${server.url} key=${server.url}>
          <input type="radio" name="server" value=${server.name} autocomplete="off" checked=${server === session.selected} onChange=${() => session.select(server)} />
          <span>${server.name}</span>
        </label>`)}
    </fieldset>`;
}

function ThemeSwitch() {
  const [dark, setDark] = useState(isDark);
  const change = () => {
    switchTheme();
    setDark(isDark());
  };
  return html`<button type="button" class="quiet" role="switch" aria-checked=${dark} onClick=${change}>Dark</button>`;
}
