// A past call for a bug report, and as lines to compare.

import { curlOf } from '../code/curl.js';
import { FAULT } from './faults.js';
import { masked } from './masks.js';

const headerOf = ({ headers }, name) => headers.find(([one]) => one.toLowerCase() === name)?.[1];

export const pathOf = ({ plan }) => plan.path.split('?')[0];

export function curlFor(item, session) {
  const { shown, isGone } = item;
  // A form of before is known by its parts alone.
  return masked(isGone ? `${curlOf({ ...shown, body: undefined })} \\\n  # ${shown.body.replaceAll('\n', '\n  # ')}` : curlOf(shown), session);
}

/** Status, headers and body of an answer, in lines. */
export function answerLines({ answer, failure, isLost }) {
  if (!answer)
    return [isLost ? 'no answer' : failure];
  return [
    `${answer.status} ${answer.statusText}`.trim(),
    ...[...answer.headers].sort(([one], [other]) => (one < other ? -1 : 1)).map(([name, value]) => `${name}: ${value}`),
    '',
    ...answer.text.split('\n'),
  ];
}

export function reportOf(item, session) {
  const { plan, answer, failure, isLost, at, milliseconds, name, server, requestId } = item;
  const outcome = answer ? `${answer.status} ${answer.statusText}`.trim() : isLost ? `no answer (${failure})` : failure;
  return masked([
    `# ${plan.method} ${pathOf(item)}: ${outcome}`,
    '',
    `Request id: ${answer && headerOf(answer, 'x-request-id') || requestId}`,
    `At: ${at}, ${milliseconds} ms`,
    `Server: ${server}`,
    `Person: ${name || 'no token'}`,
    ...(plan.key ? [`Idempotency-Key: ${plan.key}`] : []),
    ...(plan.fault ? [`${FAULT}: ${plan.fault}`] : []),
    '',
    '## Call',
    '',
    '```sh',
    curlFor(item, session),
    '```',
    '',
    '## Answer',
    '',
    '```',
    ...answerLines(item),
    ...(answer?.isCut ? ['… (cut)'] : []),
    '```',
    '',
  ].join('\n'), session);
}
