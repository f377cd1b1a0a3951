import { join } from 'node:path'
import express, { type RequestHandler, Router } from 'express'
import helmet from 'helmet'
import { checkHost } from './guard.js'

/**
 * Serves the built page. Its content security policy allows only scripts and styles of this server, so that names and
 * logs of tenants cannot inject code (XSS).
 */
export function consolePage(folder: string, hosts: readonly string[]): RequestHandler {
  const router = Router()
  const check = checkHost(hosts)
  router.use((req, res, next) => {
    try {
      check(req)
      next()
    } catch {
      res.status(403).type('text/plain').send('This host name is not known here: see CONSOLE_HOSTS\n')
    }
  })
  router.use(
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'none'"],
          scriptSrc: ["'self'"],
          styleSrc: ["'self'"],
          imgSrc: ["'self'"],
          fontSrc: ["'self'"],
          connectSrc: ["'self'"],
          baseUri: ["'none'"],
          formAction: ["'none'"],
          frameAncestors: ["'none'"],
        },
      },
      // The internal port serves plain HTTP, so HSTS must stay off.
      strictTransportSecurity: false,
    }),
  )
  // The file names of assets contain a digest of their content, so they can be cached for ever.
  router.use(
    '/assets',
    express.static(join(folder, 'assets'), { immutable: true, maxAge: '365d', index: false }),
  )
  router.use(express.static(folder, { index: false, redirect: false }))
  // Every view is the same page, which reads the rest of the address itself.
  router.get('/{*view}', (_req, res) => {
    res.set('Cache-Control', 'no-cache').sendFile(join(folder, 'index.html'))
  })
  return router
}
