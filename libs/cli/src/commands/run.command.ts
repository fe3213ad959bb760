import { APP_OPTIONS, environmentOf } from '../app/app-options.js';
import { command } from '../command/index.js';
import { CliError } from '../errors/index.js';

export const run = command({
  name: 'run',
  summary: 'Serves the project as it was built',
  details: [
    'Ctrl-C and SIGTERM end the sessions in order. Without a build it says so and ends; `reactor dev` builds by itself.',
  ],
  options: APP_OPTIONS,
  exits: ['project'],
  examples: [['npm run build && reactor run --port 9000', 'serves the models on port 9000']],
  async run({ port, host, open }, terminal) {
    const [{ Project }, { Application }, { openPage }] = await Promise.all([
      import('../project/project.js'),
      import('../app/application.js'),
      import('../app/open-page.js'),
    ]);
    const project = await Project.find(terminal.cwd);
    project.requireBuilt();
    const app = new Application({
      folder: project.folder,
      args: ['--enable-source-maps', project.main],
      env: environmentOf(port, host),
      ...(open ? { onListening: (url) => openPage(url, terminal) } : {}),
    });
    terminal.interrupted.addEventListener('abort', () => void app.stop(), { once: true });
    const { code, signal } = await app.ended;
    if (code === 0 || app.wasStopped) return;
    const how = signal === null ? `code ${code}` : signal;
    throw CliError.of('program_failed', `the application has ended (${how}), see above`);
  },
});
