import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KeyRing, type NewKey } from '@nestjs-reactor/core';
import { type Reply, ReactorUnderTest, type ReactorUnderTestOptions } from './reactor-under-test.js';

/** Headers of a request. */
export type Headers = Readonly<Record<string, string>>;

/** A server with the cloud API, and API keys of its own in a folder that is removed at the end. */
export class CloudUnderTest {
  private constructor(
    readonly server: ReactorUnderTest,
    readonly keys: KeyRing,
    readonly directory: string,
  ) {}

  static async start({ cloud, ...options }: ReactorUnderTestOptions = {}): Promise<CloudUnderTest> {
    const directory = await mkdtemp(join(tmpdir(), 'reactor-cloud-'));
    const server = await ReactorUnderTest.start({ ...options, cloud: { directory, ...cloud } });
    return new CloudUnderTest(server, new KeyRing(directory), directory);
  }

  /** A new API key that the server knows already. */
  async key(wanted: Partial<NewKey> = {}): Promise<{ readonly id: string; readonly text: string }> {
    const { text, key } = await this.keys.create({ name: 'a shop', ...wanted });
    await this.server.readKeys();
    return { id: key.id, text };
  }

  async withdraw(id: string): Promise<void> {
    await this.keys.withdraw(id);
    await this.server.readKeys();
  }

  /** `Authorization` with a new token of this key. */
  async bearer(key: string, body?: unknown): Promise<Headers> {
    const { status, json, text } = await this.server.post('/tokens', body, { 'reactor-api-key': key });
    if (status !== 200) throw new Error(text);
    return { authorization: `Bearer ${(json as { jwt: string }).jwt}` };
  }

  /** The id of a new session. */
  async session(bearer: Headers, model = 'echo'): Promise<string> {
    const { status, json, text } = await this.create(bearer, model);
    if (status !== 200) throw new Error(text);
    return (json as { session_id: string }).session_id;
  }

  /** As js-sdk 2.12 asks for a session. */
  async create(bearer: Headers, model = 'echo'): Promise<Reply> {
    const body = {
      model: { name: model },
      client_info: { sdk_version: '2.12.3', sdk_type: 'js' },
      supported_transports: [{ protocol: 'webrtc', version: '1.0' }],
    };
    return await this.server.post('/sessions', body, bearer);
  }

  async close(): Promise<void> {
    await this.server.close();
    await rm(this.directory, { recursive: true, force: true });
  }
}
