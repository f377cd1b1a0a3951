/** What knip looks at, and what it cannot see. */
export default {
  ignoreExportsUsedInFile: { interface: true, type: true },
  ignore: ['packages/contracts/src/generated/**'],
  // Programs of the system, for certificates and namespaces of tests; where one is missing, its suites say what they skip.
  ignoreBinaries: ['openssl', 'setpriv'],
  workspaces: {
    '.': {
      entry: ['scripts/run.mjs'],
      project: ['scripts/**', '*.js'],
      // The scripts run the first two by path; whoever compares our OpenAPI documents with others reads them with the third.
      ignoreDependencies: ['jest', 'typescript7', 'yaml'],
    },
    'packages/*': {
      entry: ['src/*main.ts', 'scripts/*.mjs', '{src,tests}/**/*.test.ts', 'tests/*-types.ts'],
      project: ['**/*.{ts,mjs}'],
      // knex finds its driver only where a package that depends on knex depends on the driver, too.
      ignoreDependencies: ['pg'],
    },
    'packages/console': {
      entry: ['src/main.tsx', 'vite.config.js'],
      project: ['src/**/*.{ts,tsx}'],
      // Peers of the plots, which reach for all of them; and the styles of PatternFly's widgets.
      ignoreDependencies: [/^victory-/, '@patternfly/patternfly', '@patternfly/react-styles'],
    },
    'services/*': {
      entry: ['src/main.ts', '{src,tests}/**/*.test.ts'],
      project: ['**/*.ts'],
      ignoreDependencies: ['pg'],
    },
    db: { entry: ['scripts/*.mjs', 'tests/**/*.test.ts'], project: ['**/*.{ts,mjs}'] },
    test: {
      entry: [
        '**/*.test.ts',
        '{bench,chaos,load,upgrade}/main.ts',
        // Started as processes of their own.
        'upgrade/{instance,proxy,next-migration}.ts',
      ],
      project: ['**/*.ts'],
    },
  },
}
