import { type ReadonlySignal, signal } from '@preact/signals';
import type { Observable } from '@nestjs-reactor/client';

/** An observable of the client as a signal, for as long as the observable lives. */
export function signalOf<T>(observable: Observable<T>): ReadonlySignal<T> {
  const copy = signal(observable.value);
  observable.subscribe((value) => (copy.value = value));
  return copy;
}
