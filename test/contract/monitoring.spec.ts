import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { composeProblems } from '../support/compose-problems.js';
import { readMetrics } from './support/metrics-text.js';
import { ReactorUnderTest } from './support/reactor-under-test.js';

const ROOT = join(import.meta.dirname, '..', '..');
const text = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const yaml = <T>(path: string): T => parse(text(path)) as T;

interface Dashboard {
  readonly panels: readonly {
    readonly id: number;
    readonly title: string;
    readonly type: string;
    readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
    readonly targets?: readonly { readonly expr: string }[];
  }[];
}

interface Compose {
  readonly services: Record<
    string,
    {
      readonly profiles?: readonly string[];
      readonly depends_on?: readonly string[];
      readonly volumes?: readonly string[];
      readonly environment?: Record<string, string>;
      readonly command?: readonly string[];
      readonly entrypoint?: readonly string[];
      readonly ports?: readonly string[];
    }
  >;
  readonly volumes: Record<string, unknown>;
}

const dashboard = JSON.parse(text('ops/grafana/dashboards/reactor.json')) as Dashboard;
const compose = yaml<Compose>('docker-compose.yml');
const alerts = yaml<{ groups: { rules: { alert: string; expr: string }[] }[] }>('ops/prometheus/alerts.yml');

/** Every expression that is asked of Prometheus, by what asks for it. */
const EXPRESSIONS: [string, string][] = [
  ...dashboard.panels.flatMap(({ title, targets = [] }) =>
    targets.map(({ expr }): [string, string] => [`panel ${title}`, expr]),
  ),
  ...alerts.groups.flatMap(({ rules }) => rules.map(({ alert, expr }): [string, string] => [`alert ${alert}`, expr])),
];

describe('what is asked of Prometheus', () => {
  /** The labels of each series that the server tells, by its name. */
  let labels: Map<string, Set<string>>;
  let metrics: string[];

  beforeAll(async () => {
    const server = await ReactorUnderTest.start();
    const families = readMetrics((await server.get('/metrics')).text);
    await server.close();
    metrics = [...families.keys()];
    labels = new Map();
    for (const family of families.values()) {
      const suffixes = family.type === 'histogram' ? ['_bucket', '_sum', '_count'] : [''];
      for (const suffix of suffixes) labels.set(`${family.name}${suffix}`, new Set());
      for (const series of family.series) {
        for (const label of Object.keys(series.labels)) labels.get(series.name)?.add(label);
      }
    }
  });

  it.each(EXPRESSIONS)('by the %s is told by the server', (_, expr) => {
    const names = [...expr.matchAll(/\b(?:runtime|reactor)_\w+/g)].map(([name]) => name);
    if (!expr.startsWith('up{')) expect(names).not.toEqual([]);
    expect(names.filter((name) => !labels.has(name))).toEqual([]);
  });

  it.each(EXPRESSIONS.filter(([, expr]) => expr.includes('=')))(
    'by the %s asks for labels that are there',
    (_, expr) => {
      for (const [, name, matchers] of expr.matchAll(/\b((?:runtime|reactor)_\w+)\{([^}]*)\}/g)) {
        const asked = [...(matchers ?? '').matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g)].map(([, label]) => label!);
        const own = labels.get(name!) ?? new Set();
        // What has no series yet has no labels to compare; those that a scrape adds are not the server's.
        if (own.size > 0) expect(asked.filter((label) => label !== 'instance' && !own.has(label))).toEqual([]);
      }
    },
  );

  it('is what docs/reference/metrics.md lists', () => {
    const rows = [...text('docs/reference/metrics.md').matchAll(/^\| `((?:runtime|reactor)_\w+)`/gm)];
    expect(rows.map(([, name]) => name).sort()).toEqual(metrics.sort());
  });

  it('leaves none of the server’s own metrics out of the dashboard', () => {
    const shown = new Set(
      dashboard.panels
        .flatMap(({ targets = [] }) => targets.map(({ expr }) => expr))
        .join(' ')
        .match(/\b(?:runtime|reactor)_\w+/g),
    );
    const unseen = [...labels.keys()].filter((name) => !shown.has(name) && !/_(?:sum|count)$/.test(name));
    expect(unseen).toEqual(['runtime_info']);
  });
});

describe('the dashboard', () => {
  it('gives each panel an id and a place of its own', () => {
    const { panels } = dashboard;
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (__, i) => `${x + (i % w)},${y + Math.floor(i / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
  });
});

describe('docker-compose.yml', () => {
  it('is a compose file', () => {
    expect(composeProblems(compose)).toEqual([]);
  });

  it('starts the app alone, and the rest by profile', () => {
    const profiles = Object.fromEntries(Object.entries(compose.services).map(([name, { profiles: p }]) => [name, p]));
    expect(profiles).toEqual({
      app: undefined,
      coturn: ['turn'],
      prometheus: ['monitoring'],
      grafana: ['monitoring'],
    });
  });

  it('refers to services, volumes and files that are there', () => {
    for (const { depends_on = [], volumes = [] } of Object.values(compose.services)) {
      for (const name of depends_on) expect(Object.keys(compose.services)).toContain(name);
      for (const volume of volumes) {
        const [source = ''] = volume.split(':');
        if (source.startsWith('.')) expect([source, existsSync(join(ROOT, source))]).toEqual([source, true]);
        else expect(Object.keys(compose.volumes)).toContain(source);
      }
    }
    expect(existsSync(join(ROOT, 'Dockerfile'))).toBe(true);
  });

  it('gives the app nothing that it does not read', () => {
    const read = text('src/app.config.ts');
    for (const name of Object.keys(compose.services['app']?.environment ?? {})) expect(read).toContain(`  ${name}: `);
  });

  it('has the TURN server and the app share a secret, and no credentials that last', () => {
    const { app, coturn } = compose.services;
    expect(coturn!.command).toEqual(
      expect.arrayContaining(['--use-auth-secret', '--static-auth-secret=${TURN_SECRET:-}']),
    );
    expect(coturn!.command!.filter((flag) => /^--(user|lt-cred-mech)/.test(flag))).toEqual([]);
    expect(app!.environment).toMatchObject({ TURN_URLS: '${TURN_URLS:-}', TURN_SECRET: '${TURN_SECRET:-}' });
  });

  it('starts the TURN server with a secret alone', () => {
    // What Compose makes of it, with the image's own entrypoint in place.
    const [command, ...args] = compose.services['coturn']!.entrypoint!.map((part) =>
      part.replaceAll('$$', '$').replace('docker-entrypoint.sh', 'echo'),
    );
    const start = (secret: string): { status: number | null; stdout: string; stderr: string } =>
      spawnSync(command!, [...args, 'first', 'a b'], {
        env: { ...process.env, TURN_SECRET: secret },
        encoding: 'utf8',
      });
    expect(start('')).toMatchObject({ status: 1, stdout: '', stderr: 'set TURN_SECRET\n' });
    expect(start('s')).toMatchObject({ status: 0, stdout: 'first a b\n' });
  });

  it('keeps Prometheus and Grafana to this machine', () => {
    for (const name of ['prometheus', 'grafana']) {
      for (const port of compose.services[name]?.ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:/);
    }
  });
});

describe('Prometheus and Grafana', () => {
  it('scrape the app and read the rules that are there', () => {
    const config = yaml<{
      rule_files: string[];
      scrape_configs: { job_name: string; metrics_path: string; static_configs: { targets: string[] }[] }[];
    }>('ops/prometheus/prometheus.yml');
    for (const file of config.rule_files) expect(existsSync(join(ROOT, 'ops/prometheus', file))).toBe(true);
    expect(config.scrape_configs).toMatchObject([
      { job_name: 'reactor', metrics_path: '/metrics', static_configs: [{ targets: ['app:8080'] }] },
    ]);
  });

  it('find one another', () => {
    const { datasources } = yaml<{ datasources: { url: string }[] }>(
      'ops/grafana/provisioning/datasources/prometheus.yml',
    );
    expect(datasources.map(({ url }) => url)).toEqual(['http://prometheus:9090']);
    const { providers } = yaml<{ providers: { options: { path: string } }[] }>(
      'ops/grafana/provisioning/dashboards/reactor.yml',
    );
    const mounted = compose.services['grafana']?.volumes?.map((volume) => volume.split(':')[1]);
    expect(mounted).toContain(providers[0]?.options.path);
  });
});
