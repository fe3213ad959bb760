import { VERSION } from '../../version.js';
import type { Check } from '../check.js';
import { ok, problem, warning } from '../finding.js';

export const framework: Check = {
  name: 'framework',
  isOfProject: true,
  async run({ project }) {
    try {
      const version = (await project!.core()).VERSION;
      if (version === VERSION) return ok(`@nestjs-reactor/core ${version}`);
      return warning(
        `@nestjs-reactor/core is ${version}, and this command line ${VERSION}`,
        'install both in one version, so that they fit each other',
      );
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return problem(`@nestjs-reactor/core cannot be loaded: ${why}`, "run 'npm install' in the project");
    }
  },
};
