import { once } from 'node:events';
import { CliError, toCliError } from '../errors/index.js';
import { schemaOfServer } from '../schema/schema-source.js';
import { ModelRoutes } from '../server/model-routes.js';
import type { Terminal } from '../terminal/terminal.js';
import { VERSION } from '../version.js';
import { modelTools } from './model-tools.js';
import { type ToolAnswer, ToolCalls } from './tool-calls.js';

/** What `reactor mcp` was given. */
export interface McpInput {
  readonly url: string;
  readonly token?: string | undefined;
  readonly session?: string | undefined;
  readonly start: boolean;
}

/** `reactor mcp`: standard input and output belong to the protocol until the input ends. */
export async function runMcp({ url, token, session, start }: McpInput, terminal: Terminal): Promise<void> {
  const { McpServer, fromJsonSchema, serveStdio } = await loadSdk();
  const { document, schema } = await schemaOfServer(url, token);
  const calls = new ToolCalls(new ModelRoutes(url, token), { session, start }, terminal.cwd);
  const ended = Promise.race([once(process.stdin, 'end'), once(terminal.interrupted, 'abort')]);
  const served = serveStdio(() => {
    const server = new McpServer({ name: schema.name, version: VERSION }, { capabilities: { tools: {} } });
    for (const tool of modelTools(document, schema)) {
      const { name, description, inputSchema } = tool;
      server.registerTool(
        name,
        { description, inputSchema: fromJsonSchema<Record<string, unknown>>(inputSchema) },
        async (args) => await answered(() => calls.run(tool, args)),
      );
    }
    return server;
  });
  terminal.note(`serves the tools of ${schema.name} on standard input and output`);
  await ended;
  await served.close();
  await calls.close();
}

/** A refusal is an answer too: the assistant reads what was wrong, and can do better. */
async function answered(run: () => Promise<ToolAnswer>): Promise<ToolAnswer> {
  try {
    return await run();
  } catch (error) {
    const { code, message } = toCliError(error);
    return { content: [{ type: 'text', text: `${code}: ${message}` }], isError: true };
  }
}

async function loadSdk() {
  try {
    const [{ McpServer, fromJsonSchema }, { serveStdio }] = await Promise.all([
      import('@modelcontextprotocol/server'),
      import('@modelcontextprotocol/server/stdio'),
    ]);
    return { McpServer, fromJsonSchema, serveStdio };
  } catch (error) {
    const install = 'npm install --save-dev @modelcontextprotocol/server';
    throw CliError.of('bad_project', `the Model Context Protocol is not installed; install it with '${install}'`, {
      cause: error,
    });
  }
}
