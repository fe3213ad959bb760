/** The part of a browser's storage that is used here. */
export interface Store {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}
