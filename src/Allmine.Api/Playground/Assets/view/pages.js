// The pages of the playground. A further one is a further entry: its name in the bar, the addresses that are its own, and its view,
// which gets the services of main.js and the address.

import { Reference } from './reference.js';

export const pages = [
  { name: 'Reference', href: '#/', owns: () => true, View: Reference },
];
