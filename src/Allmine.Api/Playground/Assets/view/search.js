// The search: "/" or Ctrl+K opens it, arrows choose, Enter goes there. It finds calls by name, path, words and error codes.

import { Component, html } from '../vendor/htm-preact.js';
import { addressOf } from '../state/navigation.js';
import { Method } from './sidebar.js';

const MOST = 12;

const writesText = element => element.matches('input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]');

/** Where a word counts most: in the name, then in the address, then anywhere. */
function rank(operation, words) {
  const places = [operation.summary, `${operation.method} ${operation.path} ${operation.id} ${operation.tag}`,
    `${operation.description} ${operation.responses.map(({ description }) => description).join(' ')} ${operation.codes}`].map(text => text.toLowerCase());
  return words.reduce((sum, word) => sum + (places.findIndex(place => place.includes(word)) + 1 || Infinity), 0);
}

export class Search extends Component {
  constructor() {
    super();
    this.state = { text: '', at: 0 };
    this.onKey = this.onKey.bind(this);
  }

  componentDidMount() {
    window.addEventListener('keydown', this.onKey);
  }

  componentWillUnmount() {
    window.removeEventListener('keydown', this.onKey);
  }

  onKey(event) {
    const isShortcut = event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey);
    const isSlash = event.key === '/' && !event.ctrlKey && !event.metaKey && !event.altKey && !writesText(event.target);
    // While Production's question is open nothing else is to be asked.
    if (!(isShortcut || isSlash) || document.querySelector('dialog[open]'))
      return;
    event.preventDefault();
    this.open();
  }

  open() {
    this.setState({ text: '', at: 0 });
    this.dialog.showModal();
    this.input.focus();
  }

  found() {
    const { operations } = this.props.catalogue;
    const words = this.state.text.toLowerCase().split(/\s+/).filter(Boolean);
    const ranked = operations.map(operation => ({ operation, rank: rank(operation, words) })).filter(one => one.rank < Infinity);
    return ranked.sort((one, other) => one.rank - other.rank).map(({ operation }) => operation).slice(0, MOST);
  }

  go(operation) {
    this.dialog.close();
    location.hash = addressOf(operation);
    // Once the heading of the other call is there.
    setTimeout(() => document.getElementById('call').focus({ preventScroll: true }), 50);
  }

  choose(event, found) {
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move) {
      event.preventDefault();
      this.setState({ at: (this.state.at + move + found.length) % (found.length || 1) });
    } else if (event.key === 'Enter' && found[this.state.at]) {
      event.preventDefault();
      this.go(found[this.state.at]);
    }
  }

  render() {
    const found = this.found();
    const at = Math.min(this.state.at, Math.max(found.length - 1, 0));
    return html`
      <dialog class="search" aria-label="Search the calls" ref=${element => { this.dialog = element; }} onClick=${event => event.target === this.dialog && this.dialog.close()}>
        <input type="search" role="combobox" aria-label="Search by name, path, word or error code" placeholder="Name, path, word or error code" autocomplete="off" spellcheck=${false}
          aria-expanded="true" aria-controls="found" aria-activedescendant=${found.length > 0 ? `found-${at}` : null}
          ref=${element => { this.input = element; }} value=${this.state.text} onInput=${event => this.setState({ text: event.target.value, at: 0 })} onKeyDown=${event => this.choose(event, found)} />
        <ul id="found" role="listbox" aria-label="Calls found">
          ${found.map((operation, index) => html`
            <li role="option" id=${`found-${index}`} key=${operation.id} aria-selected=${index === at} onClick=${() => this.go(operation)}>
              <span>${operation.summary}</span> <${Method} method=${operation.method} /> <code>${operation.path}</code>
            </li>`)}
        </ul>
        <p class="hint" role="status">${found.length === 0 ? 'No call is found.' : 'Arrows choose, Enter goes there, Escape closes.'}</p>
      </dialog>`;
  }
}
