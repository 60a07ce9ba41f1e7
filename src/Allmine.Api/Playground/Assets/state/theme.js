// Light or dark: as the browser asks, until somebody switches. The choice is kept for the next visit.

const NAME = 'allmine.theme';

const prefersDark = () => window.matchMedia('(prefers-color-scheme: dark)').matches;

export const isDark = () => (localStorage.getItem(NAME) ?? (prefersDark() ? 'dark' : 'light')) === 'dark';

export function applyTheme() {
  const chosen = localStorage.getItem(NAME);
  if (chosen)
    document.documentElement.dataset.theme = chosen;
  else
    delete document.documentElement.dataset.theme;
}

export function switchTheme() {
  localStorage.setItem(NAME, isDark() ? 'light' : 'dark');
  applyTheme();
}
