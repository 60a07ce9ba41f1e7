// No token leaves the fields that it was written into: not by the history, nor by what is copied from it.

import { MASK } from '../request/call.js';

/** What looks like a token of the JSON kind, wherever somebody may have put it: after the "n" of a line's end in JSON, too. */
const likeToken = /eyJ[\w-]{5,}\.[\w-]+\.[\w-]*/g;

/** What is shorter is a word that somebody tries as a token, and no secret: without "api", a call would be another one. */
const SHORTEST = 16;

/** The text without the tokens that are known here, and without what looks like one. */
export function masked(text, session) {
  const known = session.tokens.filter(token => token.length >= SHORTEST).reduce((rest, token) => rest.replaceAll(token, MASK), text);
  return known.replace(likeToken, MASK);
}
