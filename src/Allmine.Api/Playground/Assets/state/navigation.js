// The address of what is shown: the fragment, such as #/Messages/Messages_Send.

import { useEffect, useState } from '../vendor/htm-preact.js';

export const addressOf = operation => `#/${operation.tag}/${operation.id}`;

/** The parts of the present address, which anybody may have written. */
const parts = () => location.hash.split('/').slice(1).map(decoded);

function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export function useAddress() {
  const [address, setAddress] = useState(parts);
  useEffect(() => {
    const moved = () => setAddress(parts());
    window.addEventListener('hashchange', moved);
    return () => window.removeEventListener('hashchange', moved);
  }, []);
  return address;
}
