import { readdirSync } from 'node:fs'

/** One configuration for the whole workspace: packages are read from their sources, not from dist. */
const packages = readdirSync(new URL('packages', import.meta.url)).join('|')

export default {
  testEnvironment: 'node',
  testMatch: ['**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  modulePathIgnorePatterns: ['/dist/', '<rootDir>/.data/'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  moduleNameMapper: {
    [`^@composer/(${packages})$`]: '<rootDir>/packages/$1/src/index.ts',
    '^@composer/(composer-api|worker-api)$': '<rootDir>/services/$1/src/index.ts',
    '^@composer/db$': '<rootDir>/db/src/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  globalSetup: '<rootDir>/packages/testkit/jest/global-setup.mjs',
  globalTeardown: '<rootDir>/packages/testkit/jest/global-teardown.mjs',
  reporters: ['<rootDir>/packages/testkit/jest/quiet-reporter.mjs', 'summary'],
  // Otherwise a suite that runs alone writes its log past the reporter.
  verbose: false,
  maxWorkers: 2,
  // Modules of finished suites stay in a worker's memory: it is replaced before it runs out of that.
  workerIdleMemoryLimit: '1GB',
  // Large logs and a thousand polls took more than a minute beside a load of 30 on two cores.
  testTimeout: 180_000,
  // A busy machine needs more than half a second to end a process; one with a leak still runs after ten.
  workerGracefulExitTimeout: 10_000,
}
