import type { ModelReloader } from '@nestjs-reactor/core';

/** What `npm run dev` sends to the app that it started. */
interface BuildFailure {
  readonly type: 'reactor:build-failed';
  /** The compiler's errors. */
  readonly text: string;
}

/**
 * Connects the app to the `npm run dev` that started it: it learns which folders the app reloads by itself, so that it
 * restarts the app for other changes alone, and viewers see why a change does not compile. Does nothing otherwise.
 */
export function linkToDev(reloader: ModelReloader): void {
  if (process.send === undefined) return;
  process.send({ type: 'reactor:reloads', folders: [...reloader.folders.keys()] });
  process.on('message', (message: unknown) => {
    if (isBuildFailure(message)) reloader.reportFailure(message.text);
  });
  process.channel?.unref();
}

function isBuildFailure(message: unknown): message is BuildFailure {
  const { type, text } = (message ?? {}) as Partial<BuildFailure>;
  return type === 'reactor:build-failed' && typeof text === 'string';
}
