// What is added to Swagger UI's own parts.

import { curlOf } from './curl.js';
import { clientCodeOf } from './client-code.js';

const KEY = 'Idempotency-Key';
const SCHEME = 'JWT-auth';

/**
 * Swagger UI fills in every part of a form, although most forms leave most of them out. One that has no example is shown as a text, begins
 * empty and is left out then; what is written there goes out as it is, where it is not a text as JSON.
 */
function withEmptyPartsInForms(document) {
  for (const operation of Object.values(document.paths ?? {}).flatMap(path => Object.values(path))) {
    const parts = operation.requestBody?.content?.['multipart/form-data']?.schema?.properties ?? {};
    for (const [name, part] of Object.entries(parts).filter(([, { example, format }]) => example === undefined && format !== 'binary')) {
      const description = part.$ref ? `${document.components.schemas[part.$ref.split('/').at(-1)].description} As JSON.` : part.description;
      parts[name] = { type: 'string', example: '', description };
    }
  }

  return document;
}

/** Beside a call with two formats of its body stands the same call with one of them, for generators of clients. Here it is one. */
function withoutCallsSaidTwice(document) {
  for (const path of Object.keys(document.paths ?? {}).filter(name => name.includes('#')))
    delete document.paths[path];
  return document;
}

/**
 * The document's examples are for readers and generators. Swagger UI would fill in each parameter's and send it, and would put a
 * list of all codes beside each error: here a parameter that may be left out begins empty, and an answer has its first example.
 */
function withFewerExamples(document) {
  for (const operation of Object.values(document.paths ?? {}).flatMap(path => Object.values(path))) {
    for (const parameter of (operation.parameters ?? []).filter(({ in: place }) => place !== 'path'))
      delete parameter.example;
    for (const answer of Object.values(operation.responses ?? {}).flatMap(({ content }) => Object.values(content ?? {}))) {
      const [first] = Object.values(answer.examples ?? {});
      if (!first)
        continue;
      answer.example = (first.$ref ? document.components.examples[first.$ref.split('/').at(-1)] : first).value;
      delete answer.examples;
    }
  }

  delete document.components?.examples;
  return document;
}

export function playgroundPlugin({ session, guard, requests, definitions }) {
  return system => {
    const h = system.React.createElement;

    const CopyButton = ({ text, of }) => {
      const [done, setDone] = system.React.useState(false);
      const copy = async () => {
        await navigator.clipboard.writeText(text);
        setDone(true);
        setTimeout(() => setDone(false), 1500);
      };
      return h('button', { type: 'button', className: 'copy', 'aria-label': `Copy ${of}`, onClick: copy }, done ? 'Copied' : 'Copy');
    };

    const Snippet = ({ title, text, kind }) => h('section', { className: 'snippet', 'data-snippet': kind },
      h('div', { className: 'snippet-title' }, h('h4', null, title), h(CopyButton, { text, of: title })),
      h('pre', { tabIndex: 0, 'aria-label': title }, h('code', null, text)));

    const Definitions = ({ title, text, kind }) => text && h('details', { className: 'definitions', 'data-definitions': kind },
      h('summary', null, title), h(Snippet, { title, text, kind: `definitions-${kind}` }));

    const operationAt = (path, method) => system.getSystem().specSelectors.specJson().getIn(['paths', path, method])?.toJS() ?? {};

    /** The operation whose call was this: the document's paths are patterns of addresses. */
    const operationOf = ({ method, url }) => {
      const base = new URL(session.selected.url, location.href).pathname.replace(/\/$/, '');
      const given = new URL(url).pathname.slice(base.length).split('/');
      const paths = system.getSystem().specSelectors.specJson().get('paths').keySeq().toArray()
        .map(path => ({ path, parts: path.split('/') }))
        .filter(({ path, parts }) => parts.length === given.length
          && operationAt(path, method.toLowerCase()).operationId
          && parts.every((part, index) => part === given[index] || /^\{.+\}$/.test(part)));
      // A path without patterns comes before one with.
      const { path } = paths.sort((one, other) => one.path.split('{').length - other.path.split('{').length)[0];
      return { path, operationId: operationAt(path, method.toLowerCase()).operationId };
    };

    /** A new key for a call that changes data; the last one again if it is to be kept, or for asking what became of it. */
    const fillInKey = (path, method) => {
      const { specSelectors, specActions } = system.getSystem();
      const parameter = (operationAt(path, method).parameters ?? []).find(({ name }) => name === KEY);
      if (!parameter)
        return;
      const written = specSelectors.parameterWithMetaByIdentity([path, method], fromDocument(path, method))?.get('value') ?? '';
      const ownKey = written !== '' && written !== session.lastKey;
      if (ownKey) {
        session.lastKey = written;
        return;
      }

      const repeats = session.keepKey || method === 'get';
      const key = repeats && session.lastKey ? session.lastKey : crypto.randomUUID();
      session.lastKey = key;
      specActions.changeParamByIdentity([path, method], fromDocument(path, method), key, false);
    };

    const fromDocument = (path, method) => system.getSystem().specSelectors.specJsonWithResolvedSubtrees()
      .getIn(['paths', path, method, 'parameters']).find(parameter => parameter.get('name') === KEY);

    return {
      statePlugins: {
        spec: {
          wrapActions: {
            updateJsonSpec: original => document => original(withEmptyPartsInForms(withFewerExamples(withoutCallsSaidTwice(document)))),
          },
        },
        auth: {
          wrapActions: {
            // Swagger UI's own dialog: the same token, kept at the same place.
            authorize: original => payload => {
              const given = payload[SCHEME];
              if (given)
                session.token = String(given.value ?? '');
              return original(given ? { ...payload, [SCHEME]: { ...given, value: session.token } } : payload);
            },
            logout: original => names => {
              session.token = '';
              return original(names);
            },
          },
        },
      },
      wrapComponents: {
        // The servers are chosen by name, above.
        ServersContainer: () => () => null,
        // A part of a form that is empty is left out: the service takes an empty id for a wrong one.
        ParameterIncludeEmpty: () => () => null,
        // A link inside of a button is neither to a keyboard. The address follows what is unfolded all the same.
        DeepLink: () => ({ text }) => h('span', null, text),
        execute: Original => props => {
          const element = system.React.useRef(null);
          const confirmed = system.React.useRef(false);
          const onClickCapture = async event => {
            if (!event.target.closest('button'))
              return;
            if (guard.holds(props.method) && !confirmed.current) {
              event.stopPropagation();
              event.preventDefault();
              if (!await guard.confirm(props.method, props.path))
                return;
              confirmed.current = true;
              element.current.querySelector('button').click();
              return;
            }

            confirmed.current = false;
            fillInKey(props.path, props.method);
          };
          return h('div', { className: 'execute-guard', ref: element, onClickCapture }, h(Original, props));
        },
        curl: () => ({ request }) => {
          const call = requests.find(request.get('method') ?? 'GET', request.get('url'));
          if (!call)
            return null;
          const operation = { ...operationOf(call), baseUrl: session.selected.url };
          return h('div', { className: 'snippets' },
            h(Snippet, { title: 'curl', text: curlOf(call), kind: 'curl' }),
            h(Snippet, { title: 'TypeScript', text: clientCodeOf(call, operation), kind: 'typescript' }));
        },
        RequestBody: Original => props => {
          const [path, method] = props.specPath.slice(-3, -1).toArray();
          return h('div', null, h(Original, props),
            h(Definitions, { title: 'TypeScript Definitions of the body', text: definitions.ofBody(operationAt(path, method)), kind: 'body' }));
        },
        // Above the answers, which are a long list.
        responses: Original => props => h('div', null,
          h(Definitions, { title: 'TypeScript Definitions of the responses', text: definitions.ofAnswers(operationAt(props.path, props.method)), kind: 'responses' }),
          h(Original, props)),
      },
    };
  };
}
