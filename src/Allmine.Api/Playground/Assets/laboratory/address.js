// Where the laboratory is, in the fragment of the page's address.

export const LABORATORY = '#/Laboratory';
