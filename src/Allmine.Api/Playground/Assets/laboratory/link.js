// A call as a link: without token and key. Whoever made it is not to be trusted: what comes out is a call of this service or nothing,
// and it is never sent by itself.

import { LABORATORY } from './address.js';
import { MASK } from '../request/call.js';
import { isFault } from './faults.js';
import { masked } from './masks.js';

/** So long a link's call may be, as it is written there. */
export const MOST_LINK = 24_000;

const MOST_PATH = 2_000;
const methods = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']);

function toBase64Url(text) {
  const bytes = new TextEncoder().encode(text);
  return btoa(Array.from(bytes, byte => String.fromCharCode(byte)).join('')).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

function fromBase64Url(text) {
  const bytes = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), character => character.charCodeAt(0));
  return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
}

/** The link of a call; null if there is none: of a file, or too long. */
export function linkOf({ plan: { method, path, body, fault, key } }, session) {
  if (body instanceof FormData)
    return null;
  // In a path the mask is written as an address has it, or the link would hold no path.
  const call = { method, path: masked(path, session).replaceAll(MASK, encodeURIComponent(MASK)), ...(body && { body }), ...(fault && { fault }), ...(key && { isNew: true }) };
  const data = toBase64Url(masked(JSON.stringify(call), session));
  return data.length > MOST_LINK ? null : `${location.origin}${location.pathname}${LABORATORY}/call/${data}`;
}

/** Whether a path is one of the service that calls go to, written plainly: no other host, no way out of its folder. */
export function isOwnPath(path) {
  const base = 'http://service.invalid';
  if (typeof path !== 'string' || path.length > MOST_PATH || !/^\/api\/[!-~]*$/.test(path) || /[\\#]/.test(path) || !URL.canParse(path, base))
    return false;
  const { origin, pathname, search } = new URL(path, base);
  return origin === base && pathname + search === path && !/%2f|%5c/i.test(pathname);
}

/** The call of a link: { method, path, body, fault, hasKey }; null if it is none that this page would make. */
export function callFrom(data) {
  if (typeof data !== 'string' || data.length > MOST_LINK || !/^[\w-]+$/.test(data))
    return null;
  try {
    const { method, path, body = '', fault = '', isNew = false } = JSON.parse(fromBase64Url(data));
    const isGood = methods.has(method) && isOwnPath(path) && typeof body === 'string' && (fault === '' || isFault(fault)) && typeof isNew === 'boolean';
    return isGood ? { method, path, body, fault, hasKey: isNew } : null;
  } catch {
    return null;
  }
}
