// Tells the styles how high a part of the page is, for what stays in sight below it.

import { useLayoutEffect } from '../vendor/htm-preact.js';

export function useHeight(selector, property) {
  useLayoutEffect(() => {
    const element = document.querySelector(selector);
    const root = document.documentElement.style;
    const observer = new ResizeObserver(() => root.setProperty(property, `${element.offsetHeight}px`));
    observer.observe(element);
    return () => {
      observer.disconnect();
      root.removeProperty(property);
    };
  }, []);
}
