import { expect, it } from '@jest/globals';
import { compileSnippets, type Given, pagesBelow, snippetsOf } from '../support/doc-snippets.js';

const MODEL = (name: string): string => `declare const ${name}: Type<unknown>;`;

const GIVEN: Given = {
  names: {
    Hello: MODEL('Hello'),
    Sunny: MODEL('Sunny'),
    Dreamfield: MODEL('Dreamfield'),
    Draft: MODEL('Draft'),
    Final: MODEL('Final'),
    Lamp: 'declare const Lamp: new () => ReactorPipeline;',
    SunnyState: 'class SunnyState extends InputState {}',
    SunnyOutput: 'class SunnyOutput { @Video() mainVideo!: VideoFrame; }',
    MineState: 'class MineState extends InputState { @InputField({ default: 0 }) seed!: number; }',
    EnabledState: 'class EnabledState extends InputState { @InputField({ default: true }) enabled!: boolean; }',
    Pad: 'class Pad extends InputState { @InputField({ default: 0 }) forward!: number; }',
    EXAMPLES: 'declare const EXAMPLES: Record<string, Type<unknown>>;',
    Saves: 'declare class Saves { of(owner: string): string[]; }',
    Tickets:
      'declare class Tickets { find(id: string | undefined): Promise<{ user: string; roles: Role[]; expiresAt: Date } | undefined>; }',
    TicketsModule: 'declare class TicketsModule {}',
    tickets: 'declare const tickets: { for(model: string, session: string): Promise<string> };',
    AppModule: 'declare class AppModule {}',
    app: "declare const app: import('@nestjs/common').INestApplication;",
    ArchivedFiles: 'declare const ArchivedFiles: new () => FileStore;',
    CountingEngine: 'declare const CountingEngine: new () => MediaEngine;',
    BucketFiles: 'declare const BucketFiles: new (bucket: Bucket) => FileStore;',
    Bucket: 'declare class Bucket {}',
    ConfigModule: 'declare class ConfigModule {}',
    ConfigService: 'declare class ConfigService { get(name: string): string | undefined; }',
    MAX_VIEWERS: 'declare const MAX_VIEWERS: symbol;',
    Reactor: "import { Reactor } from '@reactor-team/js-sdk';",
    jwt: 'declare const jwt: string;',
    apiKey: 'declare const apiKey: string, apiSecret: string;',
    decode: 'declare function decode(bytes: Uint8Array): Promise<VideoFrame>;',
    readFile: "import { readFile } from 'node:fs/promises';",
  },
  files: { 'spotlight/spotlight.model.ts': 'export class Spotlight {}' },
  packages: `declare module 'livekit-server-sdk' {
    export class AccessToken {
      constructor(key: string, secret: string, options: { identity: string; ttl: string });
      addGrant(grant: { roomJoin: boolean; room: string; canPublish: boolean }): void;
      toJwt(): Promise<string>;
    }
  }`,
  frames: [
    [/^restream: /, 'ReactorModule.forRoot({ models: [Sunny], … });'],
    [
      /^@ReactorModel\(\{ name: 'sunny'/,
      '… class Snippet extends ReactorPipeline<SunnyState, SunnyOutput> { *inference() {} }',
    ],
    [/^override async \*inference/, 'abstract class Snippet extends OnnxVideoFilter<EnabledState> { … }'],
    [
      /^constructor\(private readonly onnx/,
      "class Snippet extends ReactorPipeline { session?: import('onnxruntime-node').InferenceSession; *inference() {} … }",
    ],
    [/^constructor\(private readonly reloader/, 'class Snippet { … }'],
    [
      /^@Get\('ready'\)/,
      'class Snippet { constructor(private readonly health: HealthCheckService, private readonly reactor: ReactorHealthIndicator) {} … }',
    ],
    [/^@Command\(\{ ui/, 'class Snippet extends ReactorPipeline { *inference() {} … }'],
    [
      /^@Command\(\{ description: 'Shows a picture/,
      'class Snippet extends ReactorPipeline { image?: VideoFrame; *inference() {} … }',
    ],
  ],
};

/** Compiled with the client that is generated for it: `typed-clients-guide.spec.ts`. */
const ELSEWHERE = 'docs/guides/typed-clients.md';

it('shows TypeScript that compiles', () => {
  const snippets = ['README.md', ...pagesBelow('docs')].filter((page) => page !== ELSEWHERE).flatMap(snippetsOf);
  expect(snippets.length).toBeGreaterThan(30);
  expect(compileSnippets(snippets, GIVEN)).toEqual([]);
}, 60_000);
