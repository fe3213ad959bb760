/** Modules are ES modules throughout; swc compiles them, decorators and their metadata included. */
const shared = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
          target: 'es2023',
          keepClassNames: true,
        },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  moduleNameMapper: {
    '^(\\.{1,2}/.*)\\.js$': '$1',
    '^@nestjs-reactor/protocol$': '<rootDir>/libs/protocol/src/index.ts',
    '^@nestjs-reactor/protocol/stream$': '<rootDir>/libs/protocol/src/stream/index.ts',
    '^@nestjs-reactor/protocol/limits$': '<rootDir>/libs/protocol/src/limits.ts',
    '^@nestjs-reactor/protocol/schema$': '<rootDir>/libs/protocol/src/schema/index.ts',
    '^@nestjs-reactor/client$': '<rootDir>/libs/client/src/index.ts',
    '^@nestjs-reactor/cli$': '<rootDir>/libs/cli/src/index.ts',
    '^@nestjs-reactor/fanout$': '<rootDir>/libs/fanout/src/index.ts',
    '^@nestjs-reactor/core$': '<rootDir>/libs/reactor/src/index.ts',
    '^@nestjs-reactor/core/headless$': '<rootDir>/libs/reactor/src/headless/index.ts',
    '^@nestjs-reactor/core/testing$': '<rootDir>/libs/reactor/src/testing/index.ts',
  },
  modulePathIgnorePatterns: ['/dist/'],
  rootDir: import.meta.dirname,
};

export default {
  // Real browsers and processes are waited for by condition; this only ends what hangs.
  testTimeout: 30_000,
  // For files that are asked for by name; `npm test` says which run side by side.
  maxWorkers: 1,
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: ['<rootDir>/{libs,src,examples,bench}/**/*.spec.ts'],
      // Of the projects that `reactor init` makes: vitest runs them there.
      testPathIgnorePatterns: ['/node_modules/', '/libs/cli/templates/'],
    },
    { ...shared, displayName: 'contract', testMatch: ['<rootDir>/test/contract/**/*.spec.ts'] },
    { ...shared, displayName: 'fuzz', testMatch: ['<rootDir>/test/fuzz/**/*.spec.ts'] },
    { ...shared, displayName: 'e2e', testMatch: ['<rootDir>/test/e2e/**/*.spec.ts'] },
    { ...shared, displayName: 'browser', testMatch: ['<rootDir>/test/browser/**/*.spec.ts'] },
  ],
};
