import { readFileSync } from 'node:fs'
import type { Request, RequestHandler } from 'express'
import { expressjwt, UnauthorizedError } from 'express-jwt'
import type { Settings } from '../settings/define-settings.js'
import { SettingsError } from '../settings/load-settings.js'
import type { ErrorCatalogue } from '../errors/error-catalogue.js'
import { addToContext } from '../logging/context.js'
import type { Logger } from '../logging/logger.js'
import { requestState } from '../http/request-state.js'
import { createAcl } from './acl.js'
import type { authSettings } from '../settings/auth-settings.js'
import { checkClaims, tenantOf, TokenRefusal } from './check-claims.js'
import { createKeySource } from './key-source.js'
import { nobody } from './principal.js'

export interface AuthenticatorOptions {
  settings: Settings<typeof authSettings>
  basePath: string
  /** Below the base path, without a trailing slash: no token is looked at. */
  publicPaths: readonly string[]
  /** Of the WWW-Authenticate header: `image-builder-composer/v2`. */
  realm: string
  catalogue: ErrorCatalogue
  /** Number of the error for a good token that names no tenant. */
  noTenant: number
  /** Prefix of `code`. */
  code: string
  logger: Logger
  refused: (kind: string) => void
}

export interface Authenticator {
  handler: RequestHandler
  close(): void
}

const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'ES256'] as const

/**
 * Finds out who is calling. Every refusal is a 401 with the error object, one log line and one metric.
 * @throws SettingsError; Error for an access control list that cannot be read
 */
export async function createAuthenticator(options: AuthenticatorOptions): Promise<Authenticator> {
  const { settings, logger } = options
  if (settings.AUTH_MODE === 'none') {
    logger.warn('AUTH_MODE=none: every caller is let in, and there are no tenants')
    return { handler: letIn, close: () => undefined }
  }
  if (settings.JWT_JWKS_URLS.length === 0)
    throw new SettingsError(['JWT_JWKS_URLS: must be set for AUTH_MODE=jwt'])
  const acl = await createAcl(settings.ACL_FILE, logger)
  const verify = tokenVerifier(options)
  const publicPaths = new Set(
    options.publicPaths.flatMap((path) => [options.basePath + path, `${options.basePath}${path}/`]),
  )
  const handler: RequestHandler = async (req, res, next) => {
    if (publicPaths.has(req.path)) {
      letIn(req, res, next)
      return
    }
    try {
      const claims = await verify(req, res)
      checkClaims(claims)
      if (!acl.admits(claims)) throw new TokenRefusal('acl', 'Access denied by the access control list')
      const tenant = tenantOf(claims, settings.TENANT_CLAIMS)
      if (tenant === undefined) throw options.catalogue.error(options.noTenant)
      requestState(res).principal = { tenant, channel: `org-${tenant}` }
      addToContext({ channel: `org-${tenant}` })
    } catch (error) {
      if (!(error instanceof TokenRefusal)) throw error
      refuse(options, error, res)
      return
    }
    next()
  }
  return { handler, close: () => acl.close() }
}

const letIn: RequestHandler = (_req, res, next) => {
  requestState(res).principal = nobody
  next()
}

/** 403 is never answered, and refusals of the list are 401 too: the clients fetch a new token on exactly this. */
function refuse(
  { basePath, code, realm, logger, refused }: AuthenticatorOptions,
  refusal: TokenRefusal,
  res: Parameters<RequestHandler>[1],
): void {
  refused(refusal.kind)
  logger.warn('Token refused', { kind: refusal.kind, reason: refusal.message })
  res.status(401).set('WWW-Authenticate', `Bearer realm="${realm}"`)
  if (!res.req.complete) res.set('Connection', 'close')
  res.json({
    href: `${basePath}/errors/401`,
    id: '401',
    kind: 'Error',
    code: `${code}-401`,
    operation_id: requestState(res).operationId,
    reason: refusal.message,
  })
}

type Verify = (req: Request, res: Parameters<RequestHandler>[1]) => Promise<Record<string, unknown>>

function tokenVerifier({ settings, logger }: AuthenticatorOptions): Verify {
  const keys = createKeySource({
    urls: settings.JWT_JWKS_URLS,
    maxAgeMs: settings.JWT_KEYS_MAX_AGE_SECONDS * 1000,
    ...(settings.JWT_CA_FILE ? { ca: readFileSync(settings.JWT_CA_FILE, 'utf8') } : {}),
    logger,
  })
  const verify = expressjwt({
    algorithms: [...algorithms],
    ...(settings.JWT_ISSUER ? { issuer: settings.JWT_ISSUER } : {}),
    ...(settings.JWT_AUDIENCE ? { audience: settings.JWT_AUDIENCE } : {}),
    async secret(_req, token) {
      const kid = token?.header.kid
      if (typeof kid !== 'string') throw new TokenRefusal('key', "Bearer token doesn't name its key")
      const key = await keys.find(kid)
      if (key === undefined) throw new TokenRefusal('key', 'Bearer token is signed by an unknown key')
      return key
    },
  })
  return async (req, res) => {
    if ((req.headersDistinct.authorization ?? []).length > 1) {
      throw new TokenRefusal('header', 'Request has more than one Authorization header')
    }
    await new Promise<void>((resolve, reject) => {
      const next = (error?: unknown) => (error ? reject(asRefusal(error)) : resolve())
      void verify(req, res, next)
    })
    return (req as Request & { auth: Record<string, unknown> }).auth
  }
}

/** The library's codes in words for the client; what it says itself may quote the token. */
function asRefusal(error: unknown): Error {
  if (!(error instanceof UnauthorizedError)) return error as Error
  switch (error.code) {
    case 'credentials_required':
      return new TokenRefusal('missing', "Request doesn't contain a bearer token")
    case 'credentials_bad_scheme':
    case 'credentials_bad_format':
      return new TokenRefusal('header', "Authorization header isn't a bearer token")
    default:
      return tokenFault(error.inner as Error | undefined)
  }
}

function tokenFault(inner: Error | undefined): TokenRefusal {
  const message = inner?.message ?? ''
  if (message.includes('jwt expired')) return new TokenRefusal('expired', 'Bearer token is expired')
  if (message.includes('jwt not active')) return new TokenRefusal('not-yet', 'Bearer token is not yet valid')
  if (message.includes('issuer')) return new TokenRefusal('issuer', 'Bearer token is of another issuer')
  if (message.includes('audience'))
    return new TokenRefusal('audience', 'Bearer token is for another audience')
  if (message.includes('algorithm'))
    return new TokenRefusal('algorithm', 'Bearer token is signed with an algorithm that is not accepted')
  return new TokenRefusal('signature', "Bearer token can't be verified")
}
