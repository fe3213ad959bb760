export interface PythonEnvironment {
  /** The interpreter that has the package. */
  readonly python: string;
  /** Of the package, as installed. */
  readonly version: string;
  /** Of Python. */
  readonly pythonVersion: string;
}

/**
 * The interpreter of an environment of the tests, whether it is there or not.
 * @param checkout absolute; needed where this file is bundled. @defaultValue the one that this file is in
 */
export function testPython(name: string, checkout?: string): string;

/**
 * An environment with what a requirements file lists, called after its package; made where it is missing. Throws with the
 * reason where there can be none.
 */
export function pythonEnvironment(requirements: string, folder: string): PythonEnvironment;
