// Puts the page together: what the service says of itself, what the tab remembers, and the view of both.

import { Catalogue } from './document/catalogue.js';
import { Definitions } from './document/definitions.js';
import { Guard } from './request/guard.js';
import { Requests } from './request/requests.js';
import { Memory } from './state/memory.js';
import { Session } from './state/session.js';
import { applyTheme } from './state/theme.js';
import { html, render } from './vendor/htm-preact.js';
import { App } from './view/app.js';

applyTheme();

const json = address => fetch(address).then(answer => answer.json());
// Where the document is always has been told by the configuration; both are asked for at once.
const [configuration, text] = await Promise.all([json('configuration.json'), fetch('definitions.ts').then(answer => answer.text())]);
const catalogue = new Catalogue(await json(configuration.documentUrl));
const session = new Session(configuration);
const guard = new Guard(session, document.getElementById('confirmation'));

const services = {
  session, guard, catalogue, memory: new Memory(session), requests: new Requests(session, guard), definitions: new Definitions(text),
};
render(html`<${App} ...${services} />`, document.getElementById('page'));
