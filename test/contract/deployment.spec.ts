import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse, parseAllDocuments } from 'yaml';
import { composeProblems } from '../support/compose-problems.js';
import { manifestProblems } from '../support/kubernetes-schema.js';

const ROOT = join(import.meta.dirname, '..', '..');

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
}

const text = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

describe('the guide to deployment', () => {
  const guide = text('docs/guides/deploy.md');

  it('shows lines of the files that are tested', () => {
    const shown = [...guide.matchAll(/<!-- (ops\/\S+) -->\n+```\w*\n([^]*?)```/g)];
    expect(shown.length).toBeGreaterThan(0);
    for (const [, file = '', lines = ''] of shown) {
      const indented = lines.replace(/^(?=.)/gm, '  ');
      expect(text(file)).toContain(indented);
    }
  });

  it('names tests that are there', () => {
    const tests = [...guide.matchAll(/\(\.\.\/\.\.\/(test\/[^)]+)\)/g)].map(([, file]) => file!);
    expect(tests.length).toBeGreaterThan(10);
    expect(tests.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
  });

  it('sets variables that the default app reads', () => {
    const known = text('.env.example');
    const set = [...guide.matchAll(/^([A-Z][A-Z_]+)=/gm)].map(([, name]) => name!);
    expect(set.filter((name) => !new RegExp(`^${name}=`, 'm').test(known))).toEqual([]);
  });
});

describe('the unit of systemd', () => {
  const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;

  (hasSystemd ? it : it.skip)(`is valid${hasSystemd ? '' : ' (skipped: there is no systemd-analyze)'}`, () => {
    const folder = mkdtempSync(join(tmpdir(), 'unit-'));
    // The program and the user need not be on this machine.
    const unit = text('ops/systemd/reactor.service')
      .replace('/usr/bin/node', process.execPath)
      .replace(/^User=.*\n/m, '');
    writeFileSync(join(folder, 'reactor.service'), unit);
    const { status, stderr } = spawnSync(
      'systemd-analyze',
      ['verify', '--recursive-errors=no', join(folder, 'reactor.service')],
      {
        encoding: 'utf8',
      },
    );
    rmSync(folder, { recursive: true });
    expect([status, stderr]).toEqual([0, '']);
  });
});

describe('the manifests for Kubernetes', () => {
  const manifests = ['nats.yaml', 'reactor.yaml'].flatMap((file) =>
    parseAllDocuments(text(`ops/kubernetes/${file}`)).map((document) => document.toJS() as Manifest),
  );

  it.each(manifests.map((manifest): [string, Manifest] => [`${manifest.kind} ${manifest.metadata.name}`, manifest]))(
    'have a %s as its published schema says',
    (_name, manifest) => {
      expect(manifestProblems(manifest)).toEqual([]);
    },
  );

  it('are looked at closely: a wrong type and an unknown field are found', () => {
    const service = manifests.find(({ kind }) => kind === 'Service')!;
    const spec = { selector: { anything: 'goes' }, ports: [{ port: 'eighty', containerPort: 8080 }] };
    const wrong = { ...service, spec };
    expect(manifestProblems(wrong)).toEqual([
      '/spec/ports/0/port: type {"type":"integer"}',
      '/spec/ports/0/containerPort is no field',
    ]);
  });
});

describe('the fleet of Compose', () => {
  interface Service {
    readonly environment?: Readonly<Record<string, string>>;
    readonly ports?: readonly string[];
    readonly build?: { readonly args: Readonly<Record<string, string>> };
  }
  const compose = parse(text('ops/compose/fleet.yml'), { merge: true }) as {
    services: Readonly<Record<string, Service>>;
  };
  const nodes = Object.entries(compose.services).filter(([name]) => name.startsWith('node'));

  it('is as the published schema of Compose says', () => {
    expect(composeProblems(compose)).toEqual([]);
  });

  it('gives each of three nodes a name, an address and a media port of its own', () => {
    const own = nodes.map(([name, { environment = {}, ports = [] }]) => {
      const { REACTOR_CLUSTER_NODE_ID: id, REACTOR_CLUSTER_URL: url, WEBRTC_PORT: port } = environment;
      expect([id, url, [...ports]]).toEqual([
        name,
        `http://${name}:8080`,
        [`${port}:${port}/udp`, `${port}:${port}/tcp`],
      ]);
      return port;
    });
    expect([own.length, new Set(own).size]).toEqual([3, 3]);
    expect(text('ops/compose/Caddyfile')).toContain(
      `reverse_proxy ${nodes.map(([name]) => `${name}:8080`).join(' ')} {`,
    );
  });

  it.each([
    ['Compose', nodes.flatMap(([, { environment = {} }]) => Object.keys(environment))],
    ['Kubernetes', [...text('ops/kubernetes/reactor.yaml').matchAll(/- name: ([A-Z_]+)\n/g)].map(([, name]) => name!)],
  ])('sets variables that the default app reads, in %s', (_where, names) => {
    const known = text('.env.example');
    const own = new Set(['HOST_IP']);
    expect(names.filter((name) => !own.has(name) && !new RegExp(`^${name}=`, 'm').test(known))).toEqual([]);
  });
});
