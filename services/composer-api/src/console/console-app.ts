import { consoleDocument } from '@composer/contracts'
import { createPublicApp, nobody, requestState } from '@composer/service-kit'
import type { HttpMetrics, Logger } from '@composer/service-kit'
import type { Express, RequestHandler } from 'express'
import type { ConsoleContext } from './console-context.js'
import { consoleErrorNumbers, consoleErrors } from './errors.js'
import { guard } from './guard.js'
import { consolePage } from './page.js'
import { consoleOperations } from './routes/index.js'

const basePath = '/console/api'
/** Bytes. The bodies of actions hold only a reason and a lane. */
const maxBodyBytes = 64 * 1024

export interface ConsoleAppOptions {
  context: ConsoleContext
  /** Host names under which it may be reached. */
  hosts: readonly string[]
  /** Folder of the built page; null: only the API is served. */
  folder: string | null
  logger: Logger
}

/** Adds the operator's page and its API to the internal port's application. */
export function mountConsole(app: Express, { context, hosts, folder, logger }: ConsoleAppOptions): void {
  const check = guard(context, hosts)
  const authenticate: RequestHandler = (req, res, next) => {
    requestState(res).principal = nobody
    check(req, res, next)
  }
  const api = createPublicApp({
    basePath,
    document: consoleDocument(),
    handlers: consoleOperations(context),
    catalogue: consoleErrors,
    errors: consoleErrorNumbers,
    validate: 'strict',
    bodyLimit: () => maxBodyBytes,
    authenticate,
    metrics: unmeasured,
    logger,
  })
  // Not `app.use(basePath, …)`, which would cut the prefix off: the chain matches complete paths.
  app.use((req, res, next) => {
    if (req.path.startsWith(`${basePath}/`)) api(req, res, next)
    else next()
  })
  if (folder !== null) app.use('/console', consolePage(folder, hosts))
}

/** Measures nothing: the request metrics cover only the public API. */
const unmeasured: HttpMetrics = {
  observe: () => undefined,
  refused: () => undefined,
  unreadable: () => undefined,
}
