import { ReactorError } from '../../errors/index.js';

/** The packages that a cluster needs; an application without one has none of them. */
export interface NatsPackages {
  readonly transport: typeof import('@nats-io/transport-node');
  readonly jetstream: typeof import('@nats-io/jetstream');
  readonly kv: typeof import('@nats-io/kv');
}

/** Rejects with `bad_configuration` where they are not installed. */
export async function loadNatsPackages(): Promise<NatsPackages> {
  try {
    const [transport, jetstream, kv] = await Promise.all([
      import('@nats-io/transport-node'),
      import('@nats-io/jetstream'),
      import('@nats-io/kv'),
    ]);
    return { transport, jetstream, kv };
  } catch (error) {
    throw new ReactorError(
      'bad_configuration',
      'the option cluster needs packages that are not installed; run npm install @nats-io/transport-node @nats-io/jetstream @nats-io/kv',
      { cause: error },
    );
  }
}
