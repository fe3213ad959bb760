import { ReactorError } from '../../errors/index.js';
import type { MediaEngine } from '../ports/index.js';

/** The media engines of the application, each with a name of its own. Clients' peers are created in the first one. */
export class MediaEngines {
  private readonly byName = new Map<string, MediaEngine>();

  /** Throws `bad_configuration` where there is none, or two have one name. */
  constructor(readonly all: readonly MediaEngine[]) {
    for (const engine of all) {
      if (this.byName.has(engine.name)) {
        throw new ReactorError(
          'bad_configuration',
          `two media engines are called ${engine.name}; give each a name of its own`,
        );
      }
      this.byName.set(engine.name, engine);
    }
    if (all.length === 0) {
      throw new ReactorError('bad_configuration', 'the application has no media engine; give it at least one');
    }
  }

  /** @param name undefined: the first one. Throws `bad_configuration` for a name that no engine has. */
  find(name?: string): MediaEngine {
    const engine = name === undefined ? this.all[0] : this.byName.get(name);
    if (engine !== undefined) return engine;
    throw new ReactorError(
      'bad_configuration',
      `no media engine is called ${JSON.stringify(name)}; there is ${[...this.byName.keys()].join(', ')}`,
    );
  }

  /** Closes every engine, and what it has open. */
  async close(): Promise<void> {
    await Promise.all(this.all.map((engine) => engine.close()));
  }
}
