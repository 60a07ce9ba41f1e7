// Faults on demand: the header by which a call asks for one, and what may be asked for.

export const FAULT = 'X-Allmine-Fault';

/** What a link may ask for. */
export const isFault = text => /^(?:lose-answer|store-unavailable|conflict|slow:(?:\d|[1-9]\d{1,3}|[1-5]\d{4}|60000))$/.test(text);

/** Whether an answer leaves open what has become of the call. */
export const isOutcomeUnsure = status => status === 503;
