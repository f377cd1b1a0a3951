import { readFileSync } from 'node:fs'
import { addToContext, type Logger, type Settings, SettingsError } from '@composer/process-kit'
import type { RequestHandler, Response } from 'express'
import type { HealthCheck } from '@composer/internal-server'
import type { ErrorCatalogue } from '../errors/error-catalogue.js'
import { discardRest } from '../http/discard-rest.js'
import { requestState } from '../http/request-state.js'
import type { authSettings } from '../settings/auth-settings.js'
import type { Acl } from './acl.js'
import { checkClaims, TokenRefusal } from './check-claims.js'
import type { KeyLimits } from './key-set.js'
import type { KeySource } from './key-source.js'
import { maker, nobody, type Principal } from './principal.js'
import { tenantOf } from './tenant-of.js'
import type { Claims } from './verified-tokens.js'

export interface AuthenticatorOptions {
  settings: Settings<typeof authSettings>
  /** Path of the access control list of the makers; without it no caller is a maker. */
  makersFile?: string | undefined
  basePath: string
  /** Paths that need no token: relative to the base path, without a trailing slash. */
  publicPaths: readonly string[]
  /** Realm in the WWW-Authenticate header, such as `image-builder-composer/v2`. */
  realm: string
  catalogue: ErrorCatalogue
  /** Number of the error for a good token that names no tenant. */
  noTenant: number
  logger: Logger
  /** Called with the kind of fault for every refused token. */
  refused: (kind: string) => void
  /** Called with the time of a key server after each answer: Unix time in ms, undefined if the answer has none. */
  onServerTime?: (time: number | undefined) => void
  /** For tests: replaces the limits for fetching keys and their clock. */
  keys?: Partial<KeyLimits> & { now?: () => number }
}

export interface Authenticator {
  handler: RequestHandler
  /** For `/readyz`: what must hold before any caller can be let in. */
  checks: HealthCheck[]
  close(): void
}

/**
 * Finds out who is calling. Every refusal is a 401 with the error object, one log line and one metric.
 * @throws SettingsError; Error for an access control list that cannot be read
 */
export async function createAuthenticator(options: AuthenticatorOptions): Promise<Authenticator> {
  const { settings, logger } = options
  if (settings.AUTH_MODE === 'none') {
    logger.warn('AUTH_MODE=none: every caller is let in, and there are no tenants')
    return { handler: letIn, checks: [], close: () => undefined }
  }
  // Loaded only when tokens are checked: their libraries take some megabytes of memory.
  const [{ createKeySource }, { createTokenVerifier }, { createAcl }] = await Promise.all([
    import('./key-source.js'),
    import('./token-verifier.js'),
    import('./acl.js'),
  ])
  warnOfOpenKeySets(options)
  const keys = createKeySource(keyOptions(options))
  const verify = createTokenVerifier(keys, {
    issuer: settings.JWT_ISSUER,
    audience: settings.JWT_AUDIENCE,
  })
  const acl = await createAcl(settings.ACL_FILE, logger)
  const makers = await createAcl(options.makersFile, logger, { whenEmpty: 'nobody' })
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
      const principal = makers.admits(claims) ? maker : tenantIn(claims, acl, options)
      requestState(res).principal = principal
      addToContext({ channel: principal.channel })
    } catch (error) {
      if (!(error instanceof TokenRefusal)) throw error
      refuse(options, error, res)
      return
    }
    next()
  }
  return { handler, checks: [keysCheck(keys)], close: () => [acl, makers].forEach((list) => list.close()) }
}

/** A process that has not fetched any key set yet refuses all tokens, so it must get no traffic. */
const keysCheck = (keys: KeySource): HealthCheck => ({
  name: 'keys',
  async check() {
    if (!(await keys.isUsable())) throw new Error('no key set was fetched yet')
    return 'known'
  },
})

/**
 * @throws TokenRefusal if the access control list does not admit the token; ApiError `noTenant` if it names no tenant
 */
function tenantIn(
  claims: Claims,
  acl: Acl,
  { settings, catalogue, noTenant }: AuthenticatorOptions,
): Principal {
  if (!acl.admits(claims)) throw new TokenRefusal('acl', 'Access denied by the access control list')
  const tenant = tenantOf(claims, settings.TENANT_CLAIMS)
  if (tenant === undefined) throw catalogue.error(noTenant)
  return { role: 'tenant', tenant, channel: `org-${tenant}` }
}

const letIn: RequestHandler = (_req, res, next) => {
  requestState(res).principal = nobody
  next()
}

/** Always 401, never 403, also for refusals by the access control list: clients fetch a new token only after a 401. */
function refuse(
  { basePath, catalogue, realm, logger, refused }: AuthenticatorOptions,
  refusal: TokenRefusal,
  res: Response,
): void {
  refused(refusal.kind)
  logger.warn('Token refused', { kind: refusal.kind, reason: refusal.message })
  discardRest(res.req)
  res.status(401).set('WWW-Authenticate', `Bearer realm="${realm}"`)
  res.json(catalogue.unauthorized(refusal.message, basePath, requestState(res).operationId))
}

function warnOfOpenKeySets({ settings, logger }: AuthenticatorOptions): void {
  for (const url of settings.JWT_JWKS_URLS) {
    if (!/^https:|^http:\/\/(127\.|localhost[:/]|\[::1\])/.test(url))
      logger.warn('A key set is fetched without TLS: whoever can change it on its way can make tokens', {
        url,
      })
  }
}

const keyOptions = ({ settings, logger, onServerTime, keys }: AuthenticatorOptions) => ({
  urls: settings.JWT_JWKS_URLS,
  maxAgeMs: settings.JWT_KEYS_MAX_AGE_SECONDS * 1000,
  ...(settings.JWT_CA_FILE ? { ca: readAuthorities(settings.JWT_CA_FILE) } : {}),
  logger,
  ...(onServerTime && { onServerTime }),
  ...keys,
})

function readAuthorities(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new SettingsError([`JWT_CA_FILE: cannot be read: ${(error as Error).message}`])
  }
}
