// The address of what is shown: the fragment, such as #/Messages/Messages_Send.

import { useEffect, useMemo, useState } from '../vendor/htm-preact.js';

export const addressOf = operation => `#/${operation.tag}/${operation.id}`;

/** The parts of an address, which anybody may have written. */
const parts = hash => hash.split('/').slice(1).map(decoded);

function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export function useAddress() {
  const [hash, setHash] = useState(() => location.hash);
  useEffect(() => {
    const moved = () => setHash(location.hash);
    window.addEventListener('hashchange', moved);
    // It may have moved before this part of the page listens.
    moved();
    return () => window.removeEventListener('hashchange', moved);
  }, []);
  return useMemo(() => parts(hash), [hash]);
}
