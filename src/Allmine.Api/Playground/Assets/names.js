// Gives names to controls that Swagger UI leaves without one, for those who hear the page instead of seeing it, and lets
// the keyboard reach what scrolls.

const described = element => element.closest('[data-param-name]')?.dataset.paramName ?? element.closest('[data-property-name]')?.dataset.propertyName;

const rules = [
  ['textarea.body-param__text', () => 'Request body'],
  ['.examples-select-element', () => 'Examples'],
  ['.copy-to-clipboard button', () => 'Copy the answer'],
  ['[data-param-name] :is(select, textarea, input:not([type=checkbox])), [data-property-name] :is(select, textarea, input:not([type=checkbox]))', described],
];

function name(root) {
  for (const [selector, text] of rules) {
    root.querySelectorAll(`:is(${selector}):not([aria-label])`).forEach(element => element.setAttribute('aria-label', text(element)));
  }

  root.querySelectorAll('pre.microlight:not([tabindex])').forEach(element => element.setAttribute('tabindex', '0'));
}

/** Now, and whenever something is added. */
export function keepNames(root) {
  new MutationObserver(() => name(root)).observe(root, { childList: true, subtree: true });
  name(root);
}
