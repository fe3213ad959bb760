import { dirname } from 'node:path';
import { APP_OPTIONS, environmentOf } from '../app/app-options.js';
import { command } from '../command/index.js';
import { CliError } from '../errors/index.js';

export const dev = command({
  name: 'dev',
  summary: 'Serves the project, and follows what you edit',
  details: [
    'A changed model is loaded again under its viewers: the session goes on, with the values that they have set. Other' +
      ' changed code restarts the application. While the code does not compile, what runs stays as it was, and viewers see the' +
      ' error.',
    'The application is started with `REACTOR_RELOAD=on`, for its option `inference.reloadOnChange`.',
  ],
  options: APP_OPTIONS,
  exits: ['project'],
  examples: [['reactor dev --open', 'compiles, serves, and opens the page']],
  async run({ port, host, open }, terminal) {
    const [{ Project }, { projectCompiler }, { DevServer }, { openPage }] = await Promise.all([
      import('../project/project.js'),
      import('../dev/project-compiler.js'),
      import('../dev/dev-server.js'),
      import('../app/open-page.js'),
    ]);
    const project = await Project.find(terminal.cwd);
    let isOpened = !open;
    const server = new DevServer({
      root: project.folder,
      compiler: projectCompiler(project),
      app: ['--enable-source-maps', project.main],
      outputs: [dirname(project.main)],
      env: environmentOf(port, host),
      onListening: (url) => {
        if (!isOpened) openPage(url, terminal);
        isOpened = true;
      },
      say: (line) => terminal.note(`dev: ${line}`),
    });
    const interrupted = new Promise<'interrupted'>((resolve) => {
      terminal.interrupted.addEventListener('abort', () => resolve('interrupted'), { once: true });
    });
    const end = await Promise.race([interrupted, server.ended]);
    await server.stop();
    if (end === 'interrupted' || terminal.interrupted.aborted) return;
    throw CliError.of(
      'program_failed',
      `the compiler has ended (code ${end}), see above; mend the cause and start again`,
    );
  },
});
