import { command, SERVER_OPTIONS } from '../command/index.js';
import { SESSION_OPTIONS } from '../server/session-options.js';

export const mcp = command({
  name: 'mcp',
  summary: "Serves a running model's commands as tools of the Model Context Protocol",
  details: [
    'A tool for each command, with its schema, and one that returns the newest picture of the stream: an assistant can drive the model and see what it does. It is started by the assistant, and speaks on standard input and output.',
    'It is a client like others: the server asks `signaling.authorize` for what it does, with the token. It joins a session with the first call and stays in it until its input ends. It needs the package `@modelcontextprotocol/server`.',
  ],
  options: { ...SERVER_OPTIONS, ...SESSION_OPTIONS },
  exits: ['unreachable', 'refused', 'project'],
  examples: [
    [
      'reactor mcp --url http://127.0.0.1:8080 --start',
      'as the command line of a server in the settings of an assistant',
    ],
  ],
  async run(input, terminal) {
    const { runMcp } = await import('../mcp/run-mcp.js');
    await runMcp(input, terminal);
  },
});
