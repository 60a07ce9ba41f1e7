// No token leaves the fields that it was written into: not by the history, nor by what is copied from it.

import { MASK } from '../request/call.js';

/** What looks like a token of the JSON kind, wherever somebody may have put it. */
const likeToken = /\beyJ[\w-]{5,}\.[\w-]+\.[\w-]*/g;

/** The text without the tokens that are known here, and without what looks like one. */
export function masked(text, session) {
  const known = session.tokens.reduce((rest, token) => rest.replaceAll(token, MASK), text);
  return known.replace(likeToken, MASK);
}
