import js from '@eslint/js'
import regexp from 'eslint-plugin-regexp'
import tseslint from 'typescript-eslint'

/** Workspace packages that `files` must not import: the import directions of ARCHITECTURE.md. */
const mayNotImport = (files, ...packages) => ({
  files,
  ignores: ['**/*.test.ts', '**/tests/**'],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: packages.map((name) => ({
          group: [`@composer/${name}`],
          message: 'This would turn an import direction around (see ARCHITECTURE.md).',
        })),
      },
    ],
  },
})

const services = ['composer-api', 'worker-api']
const onlyTests = ['testkit', 'dev-stack', ...services]

export default tseslint.config(
  {
    ignores: [
      '**/dist/**',
      '**/node_modules/**',
      '**/generated/**',
      '**/.types/**',
      '.data/**',
      'coverage/**',
    ],
  },
  js.configs.recommended,
  {
    // A pattern that goes back and forth over a text lets one request stop the event loop for all.
    plugins: { regexp },
    ignores: ['**/*.test.ts', '**/tests/**', 'test/**'],
    rules: {
      'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
      'regexp/no-super-linear-move': ['error', { report: 'potential', ignorePartial: false }],
    },
  },
  {
    files: ['**/*.mjs', '**/*.js'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        Buffer: 'readonly',
        setTimeout: 'readonly',
      },
    },
  },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: {
        project: ['./tsconfig.eslint.json', './packages/console/tsconfig.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // Our objects are closures: their methods know no `this`.
      '@typescript-eslint/unbound-method': 'off',
      // `string | 'all'` says what a listener may be told.
      '@typescript-eslint/no-redundant-type-constituents': 'off',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      'no-control-regex': 'off',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
      'no-restricted-imports': 'off',
    },
  },
  {
    // The environment is read where the settings are loaded and handed over in the entry points.
    files: ['packages/*/src/**/*.ts', 'services/*/src/**/*.ts', 'db/src/**/*.ts'],
    ignores: [
      '**/*.test.ts',
      '**/main.ts',
      '**/*-main.ts',
      'packages/dev-stack/**',
      'packages/testkit/**',
      'packages/local-postgres/**',
    ],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Settings arrive as arguments.' },
      ],
    },
  },
  {
    files: ['**/*.test.ts', '**/tests/**/*.ts', 'test/**/*.ts', 'packages/testkit/**/*.ts'],
    rules: {
      'no-console': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    files: ['packages/dev-stack/**/*.ts', '**/main.ts', '**/*-main.ts', 'test/**/*.ts', 'scripts/**'],
    rules: { 'no-console': 'off' },
  },
  mayNotImport(
    [
      'packages/raw-json/**/*.ts',
      'packages/work-pool/**/*.ts',
      'packages/process-kit/**/*.ts',
      'packages/internal-server/**/*.ts',
      'packages/database/**/*.ts',
      'packages/local-postgres/**/*.ts',
      'packages/artifact-store/**/*.ts',
    ],
    'contracts',
    'jobqueue',
    'service-kit',
    ...onlyTests,
  ),
  mayNotImport(['packages/process-kit/**/*.ts'], 'database', 'internal-server'),
  mayNotImport(['packages/internal-server/**/*.ts'], 'database'),
  mayNotImport(
    ['packages/contracts/**/*.ts'],
    'jobqueue',
    'service-kit',
    'artifact-store',
    'worker-client',
    'db',
    ...onlyTests,
  ),
  mayNotImport(['packages/jobqueue/**/*.ts'], 'service-kit', 'artifact-store', 'worker-client', ...onlyTests),
  mayNotImport(['packages/service-kit/**/*.ts'], 'jobqueue', 'artifact-store', 'db', ...onlyTests),
  mayNotImport(
    ['packages/worker-client/**/*.ts'],
    'service-kit',
    'jobqueue',
    'artifact-store',
    'db',
    ...onlyTests,
  ),
  mayNotImport(
    ['packages/manifest-maker/**/*.ts'],
    'contracts',
    'database',
    'service-kit',
    'jobqueue',
    'artifact-store',
    'local-postgres',
    'db',
    ...onlyTests,
  ),
  mayNotImport(['packages/operator/**/*.ts'], 'service-kit', 'artifact-store', 'worker-client', ...onlyTests),
  mayNotImport(
    ['packages/operations/**/*.ts'],
    'service-kit',
    'worker-client',
    'local-postgres',
    ...onlyTests,
  ),
  mayNotImport(['services/**/*.ts'], 'worker-client', 'manifest-maker', 'local-postgres', ...onlyTests),
)
