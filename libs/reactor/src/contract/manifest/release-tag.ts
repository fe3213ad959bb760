import { ReactorError } from '../../errors/index.js';

/** Placeholder in served documents: a running server does not know its release. */
export const UNRELEASED = 'v0.0.0';

/**
 * @returns the tag as written in documents, with its v. Throws `bad_configuration` for a text that is no release tag.
 */
export function releaseTag(tag: string): string {
  const [, release] = /^v?(\d+\.\d+\.\d+(?:-g[0-9a-f]+)?)$/.exec(tag) ?? [];
  if (release !== undefined) return `v${release}`;
  throw new ReactorError(
    'bad_configuration',
    `'${tag.slice(0, 80)}' is not a release tag; write it as v1.4.0, or v1.4.0-g12abc3 for a commit after it`,
  );
}
