import type { Isolation, RestartPolicy } from '../../authoring/index.js';
import type { ModelContract } from '../../contract/binding/index.js';
import type { ModelManifest } from '../../contract/index.js';

/** A program that speaks the worker protocol (docs/reference/worker-protocol.md) and runs one model. */
export interface ModelProgram {
  /** A path, or a name that is looked up in `PATH`. */
  readonly command: string;
  /** The name of the model follows them. */
  readonly args: readonly string[];
  /** Working directory; absent, that of the server. */
  readonly cwd?: string;
  /** Added to the environment of the server. */
  readonly env?: Readonly<Record<string, string>>;
  /** What to do where the command does not exist, for the log. */
  readonly missing?: string;
}

/** Files whose change means a new version of a model. */
export interface WatchedFiles {
  readonly folders: readonly string[];
  /** With the folders in them. */
  readonly recursive: boolean;
  /** Of the path within the folder. */
  readonly names: RegExp;
}

/** One model of the application, as a {@link ModelHostFactory} gets it. */
export interface ModelSource {
  /** On the wire. */
  readonly name: string;
  /** Of its class, for log lines and messages to its author. */
  readonly className: string;
  /** URL of the module that a worker imports; absent, the model has none of its own and only runs on this thread. */
  readonly file?: string;
  /** What runs it in place of a worker of this package, always in a process of its own. */
  readonly program?: ModelProgram;
  /** Absent: it is never loaded again. */
  readonly watched?: WatchedFiles;
  /** Where it runs; absent, `inference.isolation`. */
  readonly isolation?: Isolation;
  /** How often it is loaded; absent, `session.instances`. */
  readonly instances?: number;
  /** What the loss of its worker costs; absent, `session.restart`. */
  readonly restart?: RestartPolicy;
  /** As the class declares it, until the worker reports its own. That of a program has a name alone. */
  readonly manifest: ModelManifest;
  /** The class and all that it declares; only a host on the server's own thread may read it. */
  readonly binding?: ModelContract;
}
