import { isObject, WIRE_NAME } from '../../authoring/index.js';
import { DeclarationProblems } from './declaration-problems.js';
import { FieldProblems } from './field-problems.js';
import type { ModelManifest } from './model-manifest.js';
import { unplain } from './plain-json.js';
import { releaseTag } from './release-tag.js';
import { RESERVED_COMMANDS } from './reserved-commands.js';
import { schemaMistakes } from './schema-mistakes.js';
import { UPLOAD_REFERENCE } from './upload-reference-schema.js';
import { ObjectCheck } from './value-check.js';
import type { ObjectSchema } from './value-schema.js';

type Fields = Readonly<Record<string, unknown>>;

const HOOKS: Readonly<Record<keyof Required<ModelManifest['hooks']>, true>> = {
  sessionStarted: true,
  sessionEnded: true,
  connected: true,
  disconnected: true,
  fileUploaded: true,
};

/**
 * Checks the manifest that a worker reports: nothing in it is trusted. Keys that it does not know are ignored.
 *
 * Throws one `bad_declaration` that lists every mistake.
 */
export function checkManifest(value: unknown, name: string): ModelManifest {
  const mistakes = new DeclarationProblems();
  const problem = isObject(value) ? unplain(value) : 'it is no object';
  if (problem !== undefined) mistakes.add('manifest', problem);
  else new ManifestCheck(mistakes).check(value as Fields, name);
  mistakes.throwIfAny(name);
  return value as ModelManifest;
}

class ManifestCheck {
  constructor(private readonly mistakes: DeclarationProblems) {}

  check(manifest: Fields, name: string): void {
    if (manifest['name'] !== name) this.mistakes.add('name', `it must be ${name}, the model that was to be loaded`);
    this.text('description', manifest['description']);
    this.version(manifest['version']);
    this.range('fps', manifest['fps'], 0.1, 240);
    this.range('bufferSize', manifest['bufferSize'], 1, 1024);
    for (const [place, track] of this.list('tracks', manifest['tracks'])) this.track(place, track);
    const messages = this.messages(manifest['messages']);
    const commands = this.commands(manifest['commands'], messages);
    for (const [place, input] of this.list('inputs', manifest['inputs'])) this.input(place, input, commands);
    this.hooks(manifest['hooks']);
  }

  private version(version: unknown): void {
    this.text('version', version);
    try {
      if (typeof version === 'string') releaseTag(version);
    } catch (error) {
      this.mistakes.add('version', (error as Error).message);
    }
  }

  private track(place: string, { kind, direction, sampleRate }: Fields): void {
    this.choice(place, 'kind', kind, 'video', 'audio');
    this.choice(place, 'direction', direction, 'in', 'out');
    if (kind === 'audio') this.range(`${place}.sampleRate`, sampleRate, 8_000, 192_000);
    else if (sampleRate !== undefined) this.mistakes.add(place, 'sampleRate applies to audio; remove it');
  }

  private commands(value: unknown, messages: ReadonlySet<unknown>): ReadonlySet<unknown> {
    const names = new Set<unknown>();
    for (const [place, command] of this.list('commands', value)) {
      const { name, description, parameters, dedupe, rules, ui, reply } = command;
      names.add(name);
      if (RESERVED_COMMANDS.has(name as string)) this.mistakes.add(place, `'${String(name)}' is reserved; rename it`);
      this.text(`${place}.description`, description);
      this.flag(`${place}.dedupe`, dedupe);
      if (rules !== undefined) this.flag(`${place}.rules`, rules);
      if (ui !== undefined && !isObject(ui)) this.mistakes.add(`${place}.ui`, 'it must be an object');
      if (reply !== undefined && !messages.has(reply)) {
        this.mistakes.add(`${place}.reply`, 'it must be the name of a message; add that to messages');
      }
      this.parameters(`${place}.parameters`, parameters);
    }
    return names;
  }

  private parameters(place: string, value: unknown): void {
    if (!isObject(value) || value['type'] !== 'object' || !isObject(value['properties'])) {
      this.mistakes.add(place, "it must be a schema of type 'object' with properties, which may be empty");
      return;
    }
    const found = [...schemaMistakes(value, place)];
    for (const name of Object.keys(value['properties'])) {
      if (!WIRE_NAME.test(name)) found.push(`${place}: '${name}' cannot be the name of an argument`);
    }
    for (const mistake of found) this.mistakes.add('manifest', mistake);
    if (found.length === 0) this.defaults(place, value as unknown as ObjectSchema);
  }

  /** A default that breaks its own schema would reach the model unchecked. */
  private defaults(place: string, schema: ObjectSchema): void {
    try {
      const check = new ObjectCheck(schema, place);
      const broken = new FieldProblems();
      check.check(check.complete(place, {}, '', undefined), '', broken);
      for (const { message } of broken.fields)
        this.mistakes.add(place, `a default is refused by its own schema: ${message}`);
    } catch (error) {
      this.mistakes.add('manifest', (error as Error).message);
    }
  }

  private messages(value: unknown): ReadonlySet<unknown> {
    const schemaNames = new Set<unknown>([UPLOAD_REFERENCE]);
    const names = new Set<unknown>();
    for (const [place, { name, schemaName, schema, description }] of this.list('messages', value)) {
      names.add(name);
      this.text(`${place}.description`, description);
      if (!isObject(schema)) this.mistakes.add(`${place}.schema`, 'it must be an object');
      if (typeof schemaName !== 'string' || !/^\w{1,200}$/.test(schemaName)) {
        this.mistakes.add(`${place}.schemaName`, 'it must have letters, digits and _ alone');
      } else if (schemaNames.has(schemaName)) this.mistakes.add(`${place}.schemaName`, `'${schemaName}' is taken`);
      schemaNames.add(schemaName);
    }
    return names;
  }

  private input(place: string, { kept, command, secret, file }: Fields, commands: ReadonlySet<unknown>): void {
    this.choice(place, 'kept', kept, 'state', 'command');
    this.flag(`${place}.secret`, secret);
    this.flag(`${place}.file`, file);
    if (command !== undefined && !commands.has(command)) {
      this.mistakes.add(`${place}.command`, 'it must be the name of a command');
    }
  }

  private hooks(value: unknown): void {
    if (!isObject(value)) {
      this.mistakes.add('hooks', 'it must be an object, which may be empty');
      return;
    }
    for (const [hook, handler] of Object.entries(value)) {
      if (!Object.hasOwn(HOOKS, hook))
        this.mistakes.add(`hooks.${hook}`, `it must be one of ${Object.keys(HOOKS).join(', ')}`);
      this.text(`hooks.${hook}`, handler);
    }
  }

  /** The objects of a list, each with a name on the wire of its own. */
  private *list(place: string, value: unknown): Generator<[place: string, item: Fields]> {
    if (!Array.isArray(value)) {
      this.mistakes.add(place, 'it must be a list, which may be empty');
      return;
    }
    const names = new Set<unknown>();
    for (const [i, item] of (value as unknown[]).entries()) {
      const at = `${place}[${i}]`;
      if (!isObject(item)) {
        this.mistakes.add(at, 'it must be an object');
        continue;
      }
      const { name } = item;
      if (typeof name !== 'string' || !WIRE_NAME.test(name)) {
        this.mistakes.add(at, 'its name must have small letters, digits and _, beginning with a letter');
      } else if (names.has(name)) this.mistakes.add(at, `another one is called '${name}'; rename one of them`);
      names.add(name);
      yield [at, item];
    }
  }

  private text(place: string, value: unknown): void {
    if (value !== undefined && typeof value !== 'string') this.mistakes.add(place, 'it must be a text');
  }

  private flag(place: string, value: unknown): void {
    if (typeof value !== 'boolean') this.mistakes.add(place, 'it must be true or false');
  }

  private range(place: string, value: unknown, least: number, most: number): void {
    this.mistakes.addUnlessWithin('manifest', place, value as number | undefined, least, most);
  }

  private choice(place: string, key: string, value: unknown, ...choices: readonly string[]): void {
    if (!choices.includes(value as string))
      this.mistakes.add(`${place}.${key}`, `it must be one of ${choices.join(', ')}`);
  }
}
