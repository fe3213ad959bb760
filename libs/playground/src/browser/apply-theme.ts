import { effect } from '@preact/signals';
import type { Theme } from '../theme/theme.js';

/** Keeps the document, and the browser's own bars around it, in the theme that is shown. */
export function applyTheme(theme: Theme): void {
  const bars = document.querySelector<HTMLMetaElement>('meta[name="theme-color"]');
  effect(() => {
    const root = document.documentElement;
    root.dataset['theme'] = theme.shown.value;
    if (bars !== null) bars.content = getComputedStyle(root).getPropertyValue('--ground').trim();
  });
}
