import type { Isolation, RestartPolicy } from '../../authoring/index.js';
import type { ModelContract } from '../../contract/binding/index.js';
import type { ModelManifest } from '../../contract/index.js';

/** One model of the application, as a {@link ModelHostFactory} gets it. */
export interface ModelSource {
  /** On the wire. */
  readonly name: string;
  /** Of its class, for log lines and messages to its author. */
  readonly className: string;
  /** URL of the module that a worker imports; absent, the model has none of its own and only runs on this thread. */
  readonly file?: string;
  /** Where it runs; absent, `inference.isolation`. */
  readonly isolation?: Isolation;
  /** How often it is loaded; absent, `session.instances`. */
  readonly instances?: number;
  /** What the loss of its worker costs; absent, `session.restart`. */
  readonly restart?: RestartPolicy;
  /** As the class declares it, until the worker reports its own. */
  readonly manifest: ModelManifest;
  /** The class and all that it declares; only a host on the server's own thread may read it. */
  readonly binding?: ModelContract;
}
