import { createRequire } from 'node:module'

/** The release that this process runs. */
export const serviceVersion = (): string =>
  (createRequire(import.meta.url)('../package.json') as { version: string }).version
