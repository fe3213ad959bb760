import { setTimeout as wait } from 'node:timers/promises';
import { ClientError } from '@nestjs-reactor/client';
import type { Recording } from '@nestjs-reactor/core/headless';
import { CliError, type ExitName } from '../errors/index.js';
import { ModelRoutes } from '../server/model-routes.js';
import { ServerSession } from '../server/server-session.js';
import type { Terminal } from '../terminal/terminal.js';

/** A command that was applied when it was recorded, and is refused now. */
interface Refused {
  readonly line: number | undefined;
  readonly command: string;
  readonly code: string;
  readonly message: string;
}

/**
 * Sends the commands of a recorded session to a running server, each as long after the start as it was then. The pictures are
 * the viewers' to see; what is compared is that every command is applied again.
 *
 * @throws CliError, and a ClientError where the server is not there
 */
export async function replayLive(
  recording: Recording,
  { url, token }: { readonly url: string; readonly token: string | undefined },
  terminal: Terminal,
): Promise<ExitName> {
  const { model } = recording.session;
  const routes = new ModelRoutes(
    /\/models\/[^/]+\/?$/.test(url) ? url : `${url.replace(/\/$/, '')}/models/${model}`,
    token,
  );
  const session = await ServerSession.join(routes, { start: true });
  const refused: Refused[] = [];
  let sent = 0;
  try {
    const startedMs = performance.now();
    for (const [i, { action, line }] of recording.events.entries()) {
      if (action.kind !== 'command') continue;
      await until(startedMs + recording.times[i]!, terminal.interrupted);
      sent++;
      const problem = await problemOf(session, action.name, action.args);
      if (problem !== undefined) refused.push({ line, command: action.name, ...problem });
    }
  } finally {
    await session.leave();
  }
  terminal.report({ model, session: session.id, commands: sent, refused }, () =>
    [
      `${model}: ${sent} commands sent to session ${session.id}, ${sent - refused.length} applied`,
      ...refused.map(
        ({ line, command, code, message }) => `line ${line}: ${command} was refused (${code}): ${message}`,
      ),
    ].join('\n'),
  );
  return refused.length === 0 ? 'ok' : 'different';
}

async function problemOf(
  session: ServerSession,
  name: string,
  args: Readonly<Record<string, unknown>>,
): Promise<{ readonly code: string; readonly message: string } | undefined> {
  try {
    await session.command(name, args, {});
    return undefined;
  } catch (error) {
    // A socket that is gone answers nothing more.
    if (!(error instanceof ClientError) || LOST.has(error.code)) throw error;
    return { code: error.code, message: error.message };
  }
}

const LOST = new Set(['unreachable', 'socket_closed', 'socket_blocked', 'no_answer']);

async function until(timeMs: number, signal: AbortSignal): Promise<void> {
  try {
    await wait(Math.max(0, timeMs - performance.now()), undefined, { signal });
  } catch (error) {
    throw CliError.of('interrupted', 'the replay was stopped before its end', { cause: error });
  }
}
