// Who a token is for, as it says itself. Nothing is checked here: that is for the service.

function claimsOf(token) {
  try {
    const part = token.split('.')[1].replaceAll('-', '+').replaceAll('_', '/');
    const bytes = Uint8Array.from(atob(part), character => character.charCodeAt(0));
    const claims = JSON.parse(new TextDecoder().decode(bytes));
    return claims && typeof claims === 'object' ? claims : null;
  } catch {
    return null;
  }
}

/** The id of the user whom a token is for; null if it doesn't say. */
export const subjectOf = token => claimsOf(token)?.sub ?? null;

/**
 * @returns {{ name, role, until, isReadable }} `until` is a Date, null if the token says no time; null without a token.
 */
export function personOf(token, users = []) {
  if (!token)
    return null;
  const claims = claimsOf(token);
  if (!claims)
    return { name: 'unknown', role: '', until: null, isReadable: false };
  const known = users.find(({ id }) => id === claims.sub)?.name;
  return {
    name: claims.name ?? claims.username ?? claims.preferred_username ?? known ?? claims.sub ?? 'nobody',
    role: claims.role ?? '',
    until: Number.isFinite(claims.exp) ? new Date(claims.exp * 1000) : null,
    isReadable: true,
  };
}

const isToday = moment => moment.toDateString() === new Date().toDateString();
const time = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };

/** "ayse, user, until 18:30": in one line. */
export function described(person) {
  if (!person)
    return 'no token';
  if (!person.isReadable)
    return 'this is no JWT: the service will refuse it';
  const { name, role, until } = person;
  const moment = until?.toLocaleString('en-GB', isToday(until) ? time : { day: 'numeric', month: 'short', ...time });
  return [name, role, until && `${until < new Date() ? 'expired at' : 'until'} ${moment}`].filter(Boolean).join(', ');
}
