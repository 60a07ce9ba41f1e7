// The settings above the calls: server, token, language, key.

const element = id => document.getElementById(id);

export function showSettings(session, configuration) {
  showServers(session);
  showToken(session);
  showSeededUsers(session, configuration);
  element('language').value = session.language;
  element('language').addEventListener('change', event => { session.language = event.target.value; });
  element('keep-key').addEventListener('change', event => { session.keepKey = event.target.checked; });
}

function showServers(session) {
  for (const server of session.servers) {
    const choice = document.createElement('input');
    Object.assign(choice, { type: 'radio', name: 'server', value: server.name, checked: server === session.selected });
    // A browser that remembers the last choice would not say so.
    choice.autocomplete = 'off';
    choice.addEventListener('change', () => session.select(server));
    const name = document.createElement('strong');
    name.textContent = server.name;
    const url = document.createElement('span');
    url.className = 'url';
    url.textContent = server.url;
    const label = document.createElement('label');
    label.classList.toggle('production', server.isProduction);
    label.append(choice, name, ' ', url);
    element('servers').append(label);
  }

  session.watch(() => {
    const { isProduction, url } = session.selected;
    const banner = element('production-banner');
    banner.querySelector('[data-server-url]').textContent = url;
    banner.hidden = !isProduction;
    document.documentElement.classList.toggle('on-production', isProduction);
  });
}

function showToken(session) {
  const input = element('token');
  element('token-form').addEventListener('submit', event => {
    event.preventDefault();
    session.token = input.value;
  });
  element('forget-token').addEventListener('click', () => { session.token = ''; });
  session.watch(() => {
    input.value = session.token;
    element('token-state').textContent = session.token
      ? `Calls to ${session.selected.name} carry a token. It is forgotten with this tab.`
      : `No token for ${session.selected.name} yet.`;
  });
}

function showSeededUsers(session, { tokenUrl, users }) {
  const buttons = element('seeded-users');
  for (const user of users) {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = `Token for ${user.name}`;
    button.title = user.id;
    button.addEventListener('click', async () => {
      const answer = await fetch(tokenUrl, {
        method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ userId: user.id }),
      });
      if (answer.ok)
        session.token = (await answer.json()).accessToken;
      else
        element('token-state').textContent = `The service answered ${answer.status}: no token.`;
    });
    buttons.append(button);
  }

  // The token is one of the service that serves the page: no other has use for it.
  session.watch(() => { buttons.hidden = users.length === 0 || !session.selected.isOwnOrigin; });
}
