// A draft as the request that it stands for: { method, url, headers, body }. What is sent and what is shown as code are both made here.

/** Stands for a token where none is to be seen. */
export const MASK = '<token>';

function addressOf({ operation, parameters }, server) {
  const inPlace = place => operation.parameters.filter(parameter => parameter.in === place);
  const path = inPlace('path').reduce((text, { name }) => text.replace(`{${name}}`, encodeURIComponent(parameters.get(name))), operation.path);
  const query = new URLSearchParams(inPlace('query').filter(({ name }) => parameters.get(name) !== '').map(({ name }) => [name, parameters.get(name)]));
  return `${server.url.replace(/\/$/, '')}${path}${query.size > 0 ? `?${query}` : ''}`;
}

function bodyOf(draft) {
  if (draft.contentTypes.length === 0)
    return undefined;
  if (!draft.isForm)
    return draft.text === '' ? undefined : draft.text;
  const form = new FormData();
  for (const [name, value] of draft.parts) {
    // An empty id would be a wrong one: a part that is empty is left out.
    if (value !== '')
      form.append(name, value);
  }

  return form;
}

/**
 * @param {string} token The token as it is to be written; empty for none.
 */
export function callOf(draft, session, token = session.token) {
  const { operation } = draft;
  const body = bodyOf(draft);
  const isStream = operation.responses.some(({ content }) => content?.['text/event-stream']);
  const headers = {
    ...(isStream && { Accept: 'text/event-stream' }),
    // A browser writes the type of a form itself, with the boundary.
    ...(body !== undefined && !draft.isForm && { 'Content-Type': draft.contentType }),
    ...(token && { Authorization: `Bearer ${token}` }),
    ...(session.language && operation.takesLanguage && { 'X-Language': session.language }),
  };
  for (const { name } of operation.parameters.filter(({ in: place }) => place === 'header')) {
    if (draft.parameters.get(name) !== '')
      headers[name] = draft.parameters.get(name);
  }

  return { method: operation.method, url: addressOf(draft, session.selected), headers, body };
}

/** The call as code shows it: without its token, unless the token is asked for. */
export function shownCallOf(draft, session, withToken) {
  const willHaveToken = session.token || (draft.operation.isSecured && session.firstUser);
  return callOf(draft, session, withToken ? session.token : willHaveToken ? MASK : '');
}
