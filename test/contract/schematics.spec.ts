import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Tree } from '@angular-devkit/schematics';
import { SchematicTestRunner, type UnitTestTree } from '@angular-devkit/schematics/testing/index.js';
import { beforeEach, describe, expect, it } from '@jest/globals';

const ROOT = join(import.meta.dirname, '../..');

/** An application as `nest new` makes it. */
const MAIN = `import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module';

async function bootstrap() {
  const app = await NestFactory.create(AppModule);
  await app.listen(process.env.PORT ?? 3000);
}
bootstrap();
`;
const MODULE = `import { Module } from '@nestjs/common';
import { AppController } from './app.controller';
import { AppService } from './app.service';

@Module({
  imports: [],
  controllers: [AppController],
  providers: [AppService],
})
export class AppModule {}
`;
const COMPILER = {
  module: 'nodenext',
  moduleResolution: 'nodenext',
  emitDecoratorMetadata: true,
  experimentalDecorators: true,
};

const PAGE = "signaling: { playground: { path: '/reactor' } }";

type Files = Readonly<Record<string, string | object>>;

const COMMONJS: Files = {
  'package.json': {
    name: 'app',
    dependencies: { '@nestjs/common': '^11.1.0', rxjs: '^7.8.0' },
    devDependencies: { jest: '^30.0.0' },
  },
  'tsconfig.json': { compilerOptions: COMPILER },
  'nest-cli.json': { sourceRoot: 'src' },
  'src/main.ts': MAIN,
  'src/app.module.ts': MODULE,
};
const ESM: Files = {
  ...COMMONJS,
  'package.json': {
    type: 'module',
    dependencies: { '@nestjs/common': '^12.0.0' },
    devDependencies: { vitest: '^4.0.0' },
  },
  'src/main.ts': MAIN.replace('./app.module', './app.module.js').replace('async function bootstrap() {\n', '{\n'),
};

let runner: SchematicTestRunner;
let said: string[];
beforeEach(() => {
  runner = new SchematicTestRunner('@nestjs-reactor/core', join(ROOT, 'libs/schematics/collection.json'));
  said = [];
  runner.logger.subscribe(({ message }) => void said.push(message));
});

function application(files: Files = COMMONJS, changes: Files = {}): Tree {
  const tree = Tree.empty();
  for (const [path, content] of Object.entries({ ...files, ...changes })) {
    tree.create(path, typeof content === 'string' ? content : JSON.stringify(content, null, 2));
  }
  return tree;
}

const add = (tree: Tree = application(), options: object = {}): Promise<UnitTestTree> =>
  runner.runSchematic('nest-add', options, tree);

/** The error that a schematic ends with. */
async function refusal(run: Promise<unknown>): Promise<{ code: string; message: string }> {
  return run.then(
    () => ({ code: 'none', message: '' }),
    (error: { code: string; message: string }) => error,
  );
}

describe('nest add', () => {
  it('wires the module into a CommonJS application', async () => {
    const tree = await add();
    expect(tree.readText('src/app.module.ts')).toBe(
      MODULE.replace(
        "from './app.service';\n",
        "from './app.service';\nimport { ReactorModule } from '@nestjs-reactor/core';\nimport { Hello } from './hello.model';\n",
      ).replace('imports: []', `imports: [ReactorModule.forRoot({ models: [Hello], ${PAGE} })]`),
    );
    expect(tree.readText('src/main.ts')).toContain(
      'NestFactory.create(AppModule);\n  app.enableShutdownHooks();\n  await app.listen',
    );
    expect(tree.readText('src/hello.model.ts')).toContain('file: __filename,');
    expect(tree.exists('src/hello.model.spec.ts')).toBe(false);
    const { dependencies } = JSON.parse(tree.readText('package.json')) as { dependencies: Record<string, string> };
    expect(dependencies).toEqual({
      '@nestjs/common': '^11.1.0',
      '@nestjs/platform-ws': '^11.1.0',
      '@nestjs/websockets': '^11.1.0',
      'class-transformer': '^0.5.1',
      'class-validator': '^0.14.0 || ^0.15.0',
      rxjs: '^7.8.0',
      wrtc: 'npm:@roamhq/wrtc@^0.10.0',
    });
    expect(runner.tasks.map(({ name }) => name)).toEqual(['node-package']);
    expect(said).toContain('src/app.module.ts imports ReactorModule');
    expect(said.join()).toContain('No test was made');
  });

  it('wires it into an application of ES modules, with a test', async () => {
    const tree = await add(application(ESM), { model: 'first-light' });
    expect(tree.readText('src/app.module.ts')).toContain("import { FirstLight } from './first-light.model.js';");
    expect(tree.readText('src/first-light.model.ts')).toContain('file: import.meta.url,');
    expect(tree.readText('src/first-light.model.spec.ts')).toContain("from './first-light.model.js'");
  });

  it('changes nothing the second time', async () => {
    const first = await add();
    const before = first.files.map((path) => [path, first.readText(path)]);
    said.length = 0;
    const second = await add(first);
    expect(second.files.map((path) => [path, second.readText(path)])).toEqual(before);
    expect(said).toEqual(['src/app.module.ts has ReactorModule already; nothing was changed']);
  });

  it.each([
    [
      'no imports',
      '@Module({\n  controllers: [],\n})',
      '@Module({\n  imports: [ReactorModule.forRoot({ models: [Hello] })],\n  controllers: [],\n})',
    ],
    ['nothing in it', '@Module({})', '@Module({ imports: [ReactorModule.forRoot({ models: [Hello] })] })'],
    ['one line', '@Module({ imports: [A] })', '@Module({ imports: [A, ReactorModule.forRoot({ models: [Hello] })] })'],
    [
      'imports of several lines, comments and strings with brackets',
      "@Module({\n  // imports: [\n  providers: [{ provide: ']', useValue: `[${'imports: ['}` }],\n  imports: [\n    A.forRoot({ imports: [1, 2] }), // the first ]\n    B,\n  ],\n})",
      "@Module({\n  // imports: [\n  providers: [{ provide: ']', useValue: `[${'imports: ['}` }],\n  imports: [\n    A.forRoot({ imports: [1, 2] }), // the first ]\n    B,\n    ReactorModule.forRoot({ models: [Hello] }),\n  ],\n})",
    ],
  ])('reads a module with %s', async (_, before, after) => {
    const text = (decorator: string): string =>
      `import { Module } from "@nestjs/common";\n\n${decorator}\nexport class AppModule {}\n`;
    const tree = await add(application(COMMONJS, { 'src/app.module.ts': text(before) }));
    expect(tree.readText('src/app.module.ts')).toBe(
      text(after).replace(
        'common";\n',
        'common";\nimport { ReactorModule } from "@nestjs-reactor/core";\nimport { Hello } from "./hello.model";\n',
      ),
    );
  });

  it('keeps the comments of tsconfig.json, and reads commas too many', async () => {
    const text = `{ // it's "ours"\n  "compilerOptions": { /* , */ "module": "nodenext", "experimentalDecorators": true,\n "emitDecoratorMetadata": true, "paths": { "//": ["a, ]"], }, } }`;
    const tree = await add(application(COMMONJS, { 'tsconfig.json': text }));
    expect(tree.readText('tsconfig.json')).toBe(text);
    expect(tree.exists('src/hello.model.ts')).toBe(true);
  });

  it('follows another folder of sources', async () => {
    const files = { ...COMMONJS, 'apps/api/src/main.ts': MAIN, 'apps/api/src/app.module.ts': MODULE };
    const tree = await add(application(files), { sourceRoot: 'apps/api/src' });
    expect(tree.readText('apps/api/src/app.module.ts')).toContain('models: [Hello],');
    expect(tree.readText('src/app.module.ts')).toBe(MODULE);
  });

  const refused: [string, Files, string, string][] = [
    ['no application', { 'src/main.ts': '' }, 'unreadable', 'NestFactory.create'],
    [
      'Fastify',
      { 'src/main.ts': MAIN.replace('(AppModule)', '(AppModule, new FastifyAdapter())') },
      'unsupported',
      'needs Express',
    ],
    [
      'a root module of a package',
      { 'src/main.ts': MAIN.replace('./app.module', 'elsewhere') },
      'unreadable',
      'AppModule',
    ],
    [
      'imports made elsewhere',
      { 'src/app.module.ts': MODULE.replace('imports: []', 'imports: all') },
      'unreadable',
      'add ReactorModule.forRoot({ models: [] }) to its imports yourself',
    ],
    [
      'a module without a literal',
      { 'src/app.module.ts': MODULE.replace(/@Module\([^)]*\)/s, '@Module(all)') },
      'unreadable',
      'has no @Module',
    ],
    [
      'no decorators',
      { 'tsconfig.json': { compilerOptions: { ...COMPILER, experimentalDecorators: false } } },
      'unsupported',
      '"experimentalDecorators": true; set that',
    ],
    [
      'an old kind of modules',
      { 'tsconfig.json': { compilerOptions: { ...COMPILER, module: 'commonjs' } } },
      'unsupported',
      '"module": "nodenext"',
    ],
    ['a broken tsconfig.json', { 'tsconfig.json': '{' }, 'unreadable', 'tsconfig.json is no JSON'],
  ];

  it.each(refused)('refuses %s in words', async (_, changes, code, text) => {
    const tree = application(COMMONJS, changes);
    const error = await refusal(add(tree));
    expect(error.message).toContain(text);
    expect(error.code).toBe(code);
  });

  it('refuses a folder without package.json', async () => {
    expect(await refusal(add(Tree.empty()))).toMatchObject({ code: 'no_application' });
  });

  it('names the same peers as the framework does', () => {
    const { PEERS } = createRequire(import.meta.url)(join(ROOT, 'libs/schematics/src/nest-add/peers.js')) as {
      PEERS: Record<string, string>;
    };
    const core = JSON.parse(readFileSync(join(ROOT, 'libs/reactor/package.json'), 'utf8')) as {
      peerDependencies: Record<string, string>;
    };
    // `nest new` installs the others.
    const installed = ['@nestjs/common', '@nestjs/core', '@nestjs/platform-express', 'reflect-metadata', 'rxjs'];
    const forSome = ['onnxruntime-node', '@nats-io/jetstream', '@nats-io/kv', '@nats-io/transport-node'];
    const wanted = Object.entries(core.peerDependencies).filter(([name]) => ![...installed, ...forSome].includes(name));
    expect(PEERS).toEqual(Object.fromEntries(wanted));
  });
});

describe('nest g', () => {
  const generate = async (kind: string, options: object, files: Files = ESM): Promise<UnitTestTree> => {
    const tree = await add(application(files));
    said.length = 0;
    return await runner.runSchematic(kind, options, tree);
  };

  it('makes a model and its test, and lists it', async () => {
    const tree = await generate('model', { name: 'scenes/lampGlow' });
    expect(tree.readText('src/scenes/lamp-glow.model.ts')).toContain("name: 'lamp_glow',");
    expect(tree.readText('src/scenes/lamp-glow.model.ts')).toContain('export class LampGlow extends ReactorPipeline');
    expect(tree.readText('src/scenes/lamp-glow.model.spec.ts')).toContain('TestReactor.start(LampGlow)');
    const module = tree.readText('src/app.module.ts');
    expect(module).toContain('models: [Hello, LampGlow],');
    expect(module).toContain("import { LampGlow } from './scenes/lamp-glow.model.js';");
  });

  it('makes a model without its test', async () => {
    const tree = await generate('model', { name: 'lamp', spec: false });
    expect(tree.exists('src/lamp.model.spec.ts')).toBe(false);
  });

  it('makes an ONNX model, and has its package installed without CUDA', async () => {
    const tree = await generate('onnx-model', { name: 'edges' });
    expect(tree.readText('src/edges.model.ts')).toContain("new URL('./edges.onnx', import.meta.url)");
    expect(tree.readText('.npmrc')).toBe('onnxruntime-node-install=skip\n');
    expect(tree.readText('package.json')).toContain('"onnxruntime-node": "^1.20.0"');
    expect(tree.readText('src/app.module.ts')).toContain('models: [Hello, Edges],');
  });

  it('makes an ONNX model of CommonJS', async () => {
    const tree = await generate('onnx-model', { name: 'edges' }, COMMONJS);
    expect(tree.readText('src/edges.model.ts')).toContain("join(__dirname, 'edges.onnx')");
  });

  it('makes a Python model', async () => {
    const tree = await generate('python-model', { name: 'sky-light' });
    expect(tree.readText('models/sky_light.py')).toContain('class SkyLight(Pipeline):');
    expect(tree.readText('src/sky-light.model.ts')).toContain(
      "export const skyLight = pythonModel({ entry: 'sky_light:SkyLight', cwd: 'models' });",
    );
    expect(tree.readText('src/app.module.ts')).toContain('models: [Hello, skyLight],');
  });

  it('says how a model is served where the list cannot be read', async () => {
    const changed = MODULE.replace('imports: []', 'imports: [ReactorModule.forRoot(options)]').replace(
      'import { Module }',
      "import { ReactorModule } from '@nestjs-reactor/core';\nimport { Module }",
    );
    const tree = await runner.runSchematic(
      'model',
      { name: 'lamp' },
      application(ESM, { 'src/app.module.ts': changed }),
    );
    expect(tree.readText('src/app.module.ts')).toBe(changed);
    expect(said).toEqual([
      'Lamp is not served yet: src/app.module.ts makes its list elsewhere: add it to the models of ReactorModule.',
    ]);
  });

  it.each([
    ['a name', '1st'],
    ['a folder above', '../lamp'],
    ['signs', 'lamp!'],
  ])('refuses %s', async (_, name) => {
    expect(await refusal(generate('model', { name }))).toMatchObject({ code: 'bad_name' });
  });

  it('refuses to replace a file', async () => {
    expect(await refusal(generate('model', { name: 'hello' }))).toMatchObject({
      code: 'already_exists',
      message: expect.stringContaining('src/hello.model.ts'),
    });
  });
});
