import { describe, expect, it } from '@jest/globals';
import { Theme, type ThemeChoice, type ThemeName } from './theme.js';

/** The device's setting, as a media query tells it. */
class FakeQuery {
  private listener: () => void = () => {};
  constructor(public matches: boolean) {}
  addEventListener(_: string, listener: unknown): void {
    this.listener = listener as () => void;
  }
  become(light: boolean): void {
    this.matches = light;
    this.listener();
  }
}

class FakeStore {
  readonly kept = new Map<string, string>();
  getItem(key: string): string | null {
    return this.kept.get(key) ?? null;
  }
  setItem(key: string, value: string): void {
    this.kept.set(key, value);
  }
}

describe('Theme', () => {
  it.each<[ThemeChoice, boolean, ThemeName]>([
    ['system', true, 'light'],
    ['system', false, 'dark'],
    ['light', false, 'light'],
    ['dark', true, 'dark'],
  ])('chosen %s on a device that prefers light: %s, shows %s', (choice, light, shown) => {
    const theme = new Theme(new FakeStore(), new FakeQuery(light));
    theme.choose(choice);
    expect(theme.shown.value).toBe(shown);
  });

  it('follows the device while nothing is chosen', () => {
    const query = new FakeQuery(false);
    const theme = new Theme(new FakeStore(), query);
    query.become(true);
    expect(theme.shown.value).toBe('light');
    theme.choose('dark');
    query.become(false);
    query.become(true);
    expect(theme.shown.value).toBe('dark');
  });

  it('remembers the choice for the next visit', () => {
    const store = new FakeStore();
    new Theme(store, new FakeQuery(false)).choose('light');
    expect(new Theme(store, new FakeQuery(false)).choice.value).toBe('light');
  });

  it.each([
    ['what an older page kept', { getItem: () => 'sepia', setItem: () => {} }],
    [
      'storage that is forbidden',
      {
        getItem: () => {
          throw new Error('SecurityError');
        },
        setItem: () => {
          throw new Error('SecurityError');
        },
      },
    ],
  ])('works with %s', (_, store) => {
    const theme = new Theme(store, new FakeQuery(false));
    expect(theme.shown.value).toBe('dark');
    theme.choose('light');
    expect(theme.shown.value).toBe('light');
  });
});
