import { relative, resolve } from 'node:path';
import { choice, command, flag, optionalArgument } from '../command/index.js';
import { CliError } from '../errors/index.js';
import { projectNameOf } from '../init/project-name.js';
import { TEMPLATES } from '../init/template.js';
import { installPackages } from '../init/install-packages.js';
import { writeProject } from '../init/write-project.js';

export const init = command({
  name: 'init',
  summary: 'Makes a project: a model with its tests, ready to run and to deploy',
  details: [
    'The project builds, runs, tests itself with vitest, and has a Dockerfile and a Compose file. In a terminal, what the' +
      ' command line does not say is asked for; elsewhere NAME is required and the template is `hello`.',
  ],
  arguments: { name: optionalArgument('folder of the project, and its name; `.` is the current folder', 'folder') },
  options: {
    template: choice('TEMPLATE', TEMPLATES, 'what the model begins with'),
    install: flag('install the packages with npm afterwards'),
  },
  hasJson: true,
  exits: ['project'],
  examples: [
    ['npx @nestjs-reactor/cli init my-model', 'asks for the template, and makes the folder my-model'],
    [
      'reactor init my-model --template camera --install',
      'asks nothing, and leaves a project that starts with npm start',
    ],
  ],
  async run({ name, template, install }, terminal) {
    const mustAsk = terminal.isInteractive && (name === undefined || template === undefined);
    if (name === undefined && !mustAsk) {
      throw CliError.of('usage', `the name of the project is missing; write 'reactor init NAME'`);
    }
    // Before anything is asked.
    if (name !== undefined) projectNameOf(name, terminal.cwd);
    const wanted = mustAsk
      ? await (await import('../init/ask-for-project.js')).askForProject({ name, template })
      : { name: name!, template: template ?? 'hello' };
    const folder = resolve(terminal.cwd, wanted.name);
    const files = await writeProject(folder, projectNameOf(wanted.name, terminal.cwd), wanted.template);
    if (install) await installPackages(folder, terminal);
    const place = relative(terminal.cwd, folder);
    const steps = [...(place === '' ? [] : [`cd ${place}`]), ...(install ? [] : ['npm install']), 'npm run dev'];
    terminal.report({ folder, template: wanted.template, files, next: steps }, () =>
      [
        `${folder} has a project of ${files.length} files, from the template ${wanted.template}.`,
        'Next:',
        ...steps.map((step) => `  ${step}`),
      ].join('\n'),
    );
  },
});
