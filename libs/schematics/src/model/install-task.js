'use strict';

/** Installs what `package.json` lists, when the files are written; as the runner's own task of this name does. */
function installTask() {
  return {
    toConfiguration: () => ({
      name: 'node-package',
      options: { command: 'install', quiet: true, hideOutput: true, workingDirectory: '' },
    }),
  };
}

module.exports = { installTask };
