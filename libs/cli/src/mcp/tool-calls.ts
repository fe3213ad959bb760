import { resolve } from 'node:path';
import type { UploadReference } from '@nestjs-reactor/protocol';
import type { ModelRoutes } from '../server/model-routes.js';
import { ServerSession, type SessionChoice } from '../server/server-session.js';
import { takePicture } from '../server/take-picture.js';
import { uploadFile } from '../server/upload-file.js';
import type { ModelTool } from './model-tools.js';

/** What a tool answers with, as the Model Context Protocol has it. */
export interface ToolAnswer {
  readonly [key: string]: unknown;
  readonly content: (
    | { readonly type: 'text'; readonly text: string }
    | { readonly type: 'image'; readonly data: string; readonly mimeType: string }
  )[];
}

/** Runs tools in one session, which is joined with the first call and kept, so that the model goes on. */
export class ToolCalls {
  private joining: Promise<ServerSession> | undefined;

  /** @param folder where relative paths of files begin */
  constructor(
    private readonly routes: ModelRoutes,
    private readonly choice: SessionChoice,
    private readonly folder: string,
  ) {}

  /** Rejects with the refusal of the server. */
  async run({ command, name }: ModelTool, given: Readonly<Record<string, unknown>>): Promise<ToolAnswer> {
    const session = await this.session();
    if (command === undefined) return await this.look(session, given['track']);
    const args: Record<string, unknown> = {};
    const uploads: Record<string, UploadReference> = {};
    for (const [key, value] of Object.entries(given)) {
      const isFile = command.fields.some((field) => field.name === key && field.kind === 'file');
      if (isFile && typeof value === 'string') {
        uploads[key] = await uploadFile(this.routes, session.id, resolve(this.folder, value));
      } else args[key] = value;
    }
    const { message, frame } = await session.command(name, args, uploads);
    const said = message === undefined ? '' : ` ${message.type}: ${JSON.stringify(message.data)}`;
    return { content: [{ type: 'text', text: `It holds from frame ${frame}.${said}` }] };
  }

  async close(): Promise<void> {
    const session = await this.joining?.catch(() => undefined);
    await session?.leave();
  }

  private async look(session: ServerSession, track: unknown): Promise<ToolAnswer> {
    const png = await takePicture(this.routes, {
      session: session.id,
      track: typeof track === 'string' ? track : undefined,
      waits: true,
    });
    return { content: [{ type: 'image', data: png.toString('base64'), mimeType: 'image/png' }] };
  }

  /** The one that was joined, or another where that has ended. */
  private async session(): Promise<ServerSession> {
    const known = await this.joining?.catch(() => undefined);
    if (known === undefined || known.isOver) this.joining = ServerSession.join(this.routes, this.choice);
    return await this.joining!;
  }
}
