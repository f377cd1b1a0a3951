import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { createOperator } from '@composer/operator'
import type { Express } from 'express'
import type { ComposerContext } from '../context.js'
import { serviceVersion } from '../service-version.js'
import { mountConsole } from './console-app.js'
import { createLiveFeed } from './live-feed.js'

const feedIntervalMs = 1000

/** The service option that adds the console to the internal port; empty when CONSOLE is off. */
export function mountedConsole(context: ComposerContext): { mountInternal?: (app: Express) => void } {
  const { db, queue, artifacts, logger, settings } = context
  if (settings.CONSOLE === 'off') return {}
  const operator = createOperator({ db })
  const feed = createLiveFeed({
    read: (composeIds) => operator.live(composeIds),
    everyMs: feedIntervalMs,
    onFailure: (error) => logger.warn('The console cannot read the queue', { error }),
  })
  const folder = pageFolder()
  if (folder === null) logger.warn('The console has no page: it was not built')
  return {
    mountInternal: (app) =>
      mountConsole(app, {
        context: {
          operator,
          queue,
          artifacts,
          feed,
          mode: settings.CONSOLE === 'full' ? 'full' : 'read-only',
          actorHeader: settings.CONSOLE_ACTOR_HEADER.toLowerCase(),
          defaultActor: settings.CONSOLE_DEFAULT_ACTOR,
          version: serviceVersion(),
        },
        hosts: settings.CONSOLE_HOSTS,
        folder,
        logger,
      }),
  }
}

const require = createRequire(import.meta.url)

/** The folder of the built page; null when the page was not built. */
function pageFolder(): string | null {
  try {
    return dirname(require.resolve('@composer/console/page'))
  } catch {
    return null
  }
}
