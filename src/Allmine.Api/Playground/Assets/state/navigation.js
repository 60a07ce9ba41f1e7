// The address of what is shown: the fragment, such as #/Messages/Messages_Send.

import { useEffect, useState } from '../vendor/htm-preact.js';

export const addressOf = operation => `#/${operation.tag}/${operation.id}`;

/** The parts of the present address. */
const parts = () => decodeURIComponent(location.hash).split('/').slice(1);

export function useAddress() {
  const [address, setAddress] = useState(parts);
  useEffect(() => {
    const moved = () => setAddress(parts());
    window.addEventListener('hashchange', moved);
    return () => window.removeEventListener('hashchange', moved);
  }, []);
  return address;
}
