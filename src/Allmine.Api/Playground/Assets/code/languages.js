// The languages in which a call is shown.

import { clientCodeOf } from './client-code.js';
import { csharpOf } from './csharp.js';
import { curlOf } from './curl.js';
import { fetchOf } from './fetch.js';

export const languages = [
  { id: 'curl', name: 'curl', highlight: 'shell', write: curlOf },
  {
    id: 'typescript', name: 'TypeScript client', highlight: 'typescript',
    write: (call, operation, server) => clientCodeOf(call, { operationId: operation.id, path: operation.path, baseUrl: server.url }),
  },
  { id: 'fetch', name: 'fetch', highlight: 'typescript', write: fetchOf },
  { id: 'csharp', name: 'C#', highlight: 'csharp', write: csharpOf },
];
