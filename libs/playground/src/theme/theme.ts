import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { Store } from '../browser/store.js';

export type ThemeName = 'light' | 'dark';

/** What the person chose; `system` follows the device's setting. */
export type ThemeChoice = ThemeName | 'system';

export const THEME_CHOICES: readonly ThemeChoice[] = ['system', 'light', 'dark'];

const KEY = 'reactor-playground-theme';

/** Which theme the page shows. The choice is kept in this browser. */
export class Theme {
  private readonly chosen: Signal<ThemeChoice>;

  /** The theme on screen. */
  readonly shown: ReadonlySignal<ThemeName>;

  /** @param prefersLight the device's setting, followed while the page is open */
  constructor(
    private readonly store: Store,
    prefersLight: Pick<MediaQueryList, 'matches' | 'addEventListener'>,
  ) {
    const chosen = signal<ThemeChoice>(read(store));
    const system = signal(nameOf(prefersLight.matches));
    prefersLight.addEventListener('change', () => {
      system.value = nameOf(prefersLight.matches);
    });
    this.chosen = chosen;
    this.shown = computed(() => (chosen.value === 'system' ? system.value : chosen.value));
  }

  get choice(): ReadonlySignal<ThemeChoice> {
    return this.chosen;
  }

  choose(choice: ThemeChoice): void {
    this.chosen.value = choice;
    try {
      this.store.setItem(KEY, choice);
    } catch {
      // Storage is full or forbidden: the choice holds until the page closes.
    }
  }
}

function nameOf(light: boolean): ThemeName {
  return light ? 'light' : 'dark';
}

function read(store: Store): ThemeChoice {
  try {
    const kept = store.getItem(KEY);
    return THEME_CHOICES.find((choice) => choice === kept) ?? 'system';
  } catch {
    return 'system';
  }
}
