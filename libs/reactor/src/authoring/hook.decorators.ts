import { OwnMetadata } from './own-metadata.js';
import { refuseUncalled } from './refuse-uncalled.js';

/** Moments in a session's life that a model may follow. */
export type HookKind = 'sessionStarted' | 'sessionEnded' | 'connected' | 'disconnected' | 'fileUploaded';

export interface HookDeclaration {
  readonly kind: HookKind;
  readonly method: string;
}

export const hookDeclarations = new OwnMetadata<HookDeclaration>('hook');

function hook(name: string, kind: HookKind): () => MethodDecorator {
  return (...uncalled: unknown[]) => {
    refuseUncalled(name, uncalled);
    return (target, key) => hookDeclarations.add(target.constructor, { kind, method: String(key) });
  };
}

/** Once at a session's start, after its state was built and before any client. */
export const OnSessionStarted: () => MethodDecorator = hook('OnSessionStarted', 'sessionStarted');

/** Once at a session's end, while its state still is. */
export const OnSessionEnded: () => MethodDecorator = hook('OnSessionEnded', 'sessionEnded');

/** For each client that joins, with its {@link Client}. */
export const OnConnected: () => MethodDecorator = hook('OnConnected', 'connected');

/** For each client that leaves a session that continues, with its {@link Client}; not at the session's end. */
export const OnDisconnected: () => MethodDecorator = hook('OnDisconnected', 'disconnected');

/** For each file that a client says it uploaded, with its {@link UploadedFile} and {@link Client}. */
export const OnFileUploaded: () => MethodDecorator = hook('OnFileUploaded', 'fileUploaded');
