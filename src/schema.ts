import 'reflect-metadata';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';

const USAGE = 'npm run schema -- --model NAME [--version v1.4.0] [--out FILE]';

/**
 * Prints the schema of one of the app's models. No server starts. A class is read and nothing else; a model in Python is
 * loaded, because only its worker knows what it offers.
 * Whatever a module prints while it is imported goes to stderr, so that stdout is JSON alone.
 */
async function main(): Promise<void> {
  const options = readArguments(process.argv.slice(2));
  const print = process.stdout.write.bind(process.stdout);
  process.stdout.write = process.stderr.write.bind(process.stderr);
  const { loadManifest, renderSchema } = await import('@nestjs-reactor/core');
  const { pickModels } = await import('./models/catalogue.js');
  const [model] = pickModels([options.model]);
  const manifest = await loadManifest(model!);
  const schema = `${JSON.stringify(renderSchema(manifest, options.version), undefined, 2)}\n`;
  if (options.out === undefined) {
    print(schema);
    return;
  }
  await mkdir(dirname(options.out), { recursive: true });
  await writeFile(options.out, schema);
}

function readArguments(args: string[]): { model: string; version?: string; out?: string } {
  const { values } = parseArgs({
    args,
    options: {
      model: { type: 'string' },
      version: { type: 'string' },
      out: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    console.log(`Usage: ${USAGE}`);
    process.exit(0);
  }
  if (values.model === undefined) throw new Error(`name the model: ${USAGE}`);
  return { ...values, model: values.model };
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
