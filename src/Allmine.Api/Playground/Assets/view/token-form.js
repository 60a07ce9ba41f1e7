// The one place for a token: pasted, or fetched for a person of the development data.

import { html, useEffect, useState } from '../vendor/htm-preact.js';

export function TokenForm({ session }) {
  const { token, users } = session;
  const [written, setWritten] = useState(token);
  const [failure, setFailure] = useState('');
  useEffect(() => {
    setWritten(token);
    setFailure('');
  }, [token, session.selected]);

  const use = event => {
    event.preventDefault();
    session.token = written;
  };
  const become = user => session.become(user).catch(error => setFailure(error.message));
  return html`
    <form class="token setting" onSubmit=${use}>
      <label for="token">JWT-auth token, without <code>Bearer</code></label>
      ${users.map(user => html`<button type="button" key=${user.id} title=${`Fetch a token for ${user.id}`} onClick=${() => become(user)}>${user.name}</button>`)}
      <input id="token" type="password" autocomplete="off" spellcheck=${false} value=${written} onInput=${event => setWritten(event.target.value)} />
      <button type="submit">Use token</button>
      <button type="button" class="quiet" onClick=${() => { session.token = ''; }}>Forget it</button>
      ${failure && html`<p class="failure" role="alert">${failure}</p>`}
    </form>`;
}
