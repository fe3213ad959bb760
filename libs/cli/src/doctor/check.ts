import type { Project } from '../project/project.js';
import type { Finding } from './finding.js';

/** What checks look at. */
export interface CheckContext {
  /** Undefined outside of a project: checks of its packages are left out. */
  readonly project: Project | undefined;
  /** Where the application would listen. */
  readonly host: string;
  readonly port: number;
}

/** One thing that `reactor doctor` looks at. */
export interface Check {
  /** A word or two for people, and the key for programs: `open files`. */
  readonly name: string;
  /** Looks at a package of the project, and is left out where there is none. */
  readonly isOfProject?: boolean;
  /** Never rejects for what it looks for. */
  run(context: CheckContext): Finding | Promise<Finding>;
}
