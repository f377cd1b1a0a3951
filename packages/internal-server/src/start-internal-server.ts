import { once } from 'node:events'
import type { Logger } from '@composer/process-kit'
import type { Registry } from 'prom-client'
import { createInternalApp, type HealthCheck, type Readiness } from './internal-app.js'
import { listen } from './listen.js'

export interface InternalServer {
  url: string
  readiness: Readiness
  close(): Promise<void>
}

/**
 * `/metrics`, `/livez` and `/readyz` of a program that serves nothing else.
 * @throws Error when the address is taken
 */
export async function startInternalServer(options: {
  registry: Registry
  logger: Logger
  host: string
  /** 0: any free one. */
  port: number
  checks: HealthCheck[]
}): Promise<InternalServer> {
  const readiness: Readiness = { stopping: false, checks: options.checks }
  const app = createInternalApp(options.registry, readiness, options.logger)
  const { server, url } = await listen(app, options.port, options.host)
  return {
    url,
    readiness,
    async close() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
