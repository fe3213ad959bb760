import { createRequire } from 'node:module';

/** A validator as the package `kubernetes-models` has it, compiled from the schema that Kubernetes publishes. */
interface Validator {
  (data: unknown): boolean;
  readonly errors?:
    readonly { readonly instancePath: string; readonly keyword: string; readonly params: object }[] | null;
}

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
}

/** The package's own files: it exports its classes alone, and they work on copies. */
const require = createRequire(createRequire(import.meta.url).resolve('kubernetes-models'));

/** Where the schema of each kind that is used here is found: by group, version and kind. */
function validatorOf({ apiVersion, kind }: Manifest): Validator {
  const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['core', apiVersion];
  const capital = (text = ''): string => text.charAt(0).toUpperCase() + text.slice(1);
  const name = `IoK8sApi${capital(group!.split('.')[0])}${capital(version)}${kind}`;
  return (require(`./_schemas/${name}.js`) as { validate: Validator }).validate;
}

/**
 * What is wrong with a manifest: what its schema refuses, and fields that the schema does not have, which Kubernetes would drop
 * in silence.
 */
export function manifestProblems(manifest: Manifest): readonly string[] {
  const validate = validatorOf(manifest);
  const unread = new Set<string>();
  const valid = validate(watched(manifest, '', unread));
  const errors = valid
    ? []
    : (validate.errors ?? []).map(
        ({ instancePath, keyword, params }) => `${instancePath}: ${keyword} ${JSON.stringify(params)}`,
      );
  return [...errors, ...[...unread].map((path) => `${path} is no field`)];
}

/** A view of data that takes from `unread` each property that is read: a validator reads those that its schema has. */
function watched(data: unknown, path: string, unread: Set<string>): unknown {
  if (typeof data !== 'object' || data === null) return data;
  const views = new Map<PropertyKey, unknown>();
  for (const [key, value] of Object.entries(data)) {
    if (!Array.isArray(data)) unread.add(`${path}/${key}`);
    views.set(key, watched(value, `${path}/${key}`, unread));
  }
  return new Proxy(data, {
    get: (target, key) => {
      unread.delete(`${path}/${String(key)}`);
      return views.has(key) ? views.get(key) : (Reflect.get(target, key) as unknown);
    },
    // A map of any names is listed.
    ownKeys: (target) => {
      for (const key of Object.keys(target)) unread.delete(`${path}/${key}`);
      return Reflect.ownKeys(target);
    },
  });
}
