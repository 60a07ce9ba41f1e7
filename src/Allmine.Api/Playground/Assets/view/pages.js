// The pages of the playground. A further one is a further entry: its name in the bar, the addresses that are its own, and its view,
// which gets the services of main.js and the address. One that stands alone has its own persons and tokens, and no calls at its side.

import { later } from './later.js';
import { Reference } from './reference.js';

export const pages = [
  { name: 'Reference', href: '#/', owns: () => true, View: Reference },
  { name: 'Laboratory', href: '#/Laboratory', owns: ([first]) => first === 'Laboratory', View: later(async () => (await import('./laboratory/laboratory.js')).Laboratory), standsAlone: true },
];
