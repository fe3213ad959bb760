import { command, number, text } from '../command/index.js';
import { CliError } from '../errors/index.js';
import type { Project } from '../project/project.js';

const DEFAULT_PORT = 8080;

export const doctor = command({
  name: 'doctor',
  summary: 'Says what of this machine and project is fit to serve models, and what to do',
  details: [
    'It looks at Node, the framework, the media engine, encoders, ONNX Runtime and its execution providers, Python, the port,' +
      ' UDP, the limit of open files and shared memory. Native libraries are loaded in processes of their own. Outside of a' +
      ' project it looks at the machine alone.',
    'A check is `ok`, `absent` (needed only for what it names), a `warning` (it works, less well) or a `problem` (models cannot' +
      ' be served).',
  ],
  options: {
    port: number('PORT', `TCP port that must be free; PORT of the environment, else ${DEFAULT_PORT}`, {
      max: 65_535,
      integer: true,
    }),
    host: text('ADDRESS', 'address to listen on; HOST of the environment, else 127.0.0.1'),
  },
  hasJson: true,
  exits: ['unfit'],
  examples: [
    ['reactor doctor', 'prints a line for each check'],
    ['reactor doctor --json', 'prints `{"fit", "findings": [{"check", "state", "text", "mend"}]}`'],
  ],
  async run({ port, host }, terminal) {
    const [{ examine }, { reportOf }] = await Promise.all([
      import('../doctor/examine.js'),
      import('../doctor/report.js'),
    ]);
    const findings = await examine({
      project: await projectAt(terminal.cwd),
      port: port ?? Number(terminal.env['PORT'] || DEFAULT_PORT),
      host: host ?? (terminal.env['HOST'] || '127.0.0.1'),
    });
    const isFit = findings.every(({ state }) => state !== 'problem');
    terminal.report({ fit: isFit, findings }, () => reportOf(findings));
    return isFit ? 'ok' : 'unfit';
  },
});

/** Undefined where there is none: the machine can be looked at nevertheless. */
async function projectAt(folder: string): Promise<Project | undefined> {
  const { Project: Projects } = await import('../project/project.js');
  try {
    return await Projects.find(folder);
  } catch (error) {
    if (error instanceof CliError && error.code === 'bad_project') return undefined;
    throw error;
  }
}
