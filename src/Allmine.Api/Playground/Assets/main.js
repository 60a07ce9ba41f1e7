// Puts the page together: the settings above, Swagger UI below, and between them what they both know.

import { Definitions } from './definitions.js';
import { Guard } from './guard.js';
import { keepNames } from './names.js';
import { playgroundPlugin } from './plugin.js';
import { Requests } from './requests.js';
import { Session } from './session.js';
import { showSettings } from './settings.js';

const SCHEME = 'JWT-auth';

const [configuration, definitions] = await Promise.all([
  fetch('configuration.json').then(answer => answer.json()),
  fetch('definitions.ts').then(answer => answer.text()).then(text => new Definitions(text)),
]);
const session = new Session(configuration);
const guard = new Guard(session, document.getElementById('confirmation'));
const requests = new Requests(session, guard);
showSettings(session, configuration);
keepNames(document.getElementById('calls'));

const ui = window.SwaggerUIBundle({
  url: configuration.documentUrl,
  domNode: document.getElementById('calls'),
  deepLinking: true,
  docExpansion: 'list',
  defaultModelsExpandDepth: -1,
  displayRequestDuration: true,
  persistAuthorization: false,
  validatorUrl: null,
  presets: [window.SwaggerUIBundle.presets.apis],
  plugins: [playgroundPlugin({ session, guard, requests, definitions })],
  layout: 'BaseLayout',
  requestInterceptor: request => requests.intercept(request),
  onComplete: () => {
    let shown = null;
    session.watch(() => {
      ui.oas3Actions.setSelectedServer(session.selected.documentUrl);
      // The padlocks show what the settings say; setting the token again would end up here.
      const state = `${session.selected.url} ${session.token}`;
      if (state === shown)
        return;
      shown = state;
      if (session.token)
        ui.preauthorizeApiKey(SCHEME, session.token);
      else if (ui.authSelectors.authorized()?.size)
        ui.authActions.logout([SCHEME]);
    });
  },
});
