import { createRequire } from 'node:module'

/** The version of the service that this process runs. */
export const serviceVersion = (): string =>
  (createRequire(import.meta.url)('../package.json') as { version: string }).version
