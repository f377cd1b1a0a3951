import type { Environment } from '@composer/service-kit'
import type { DevSettings } from './dev-settings.js'
import { createTokenIssuer, type TokenIssuer } from './token-issuer.js'

/** Whose composes the demo workers build when there are tenants; the issuer takes the client id for the tenant. */
const DEMO_TENANT = 'demo'

export interface OAuth {
  url: string
  clientId: string
  clientSecret: string
}

/** How the demo workers and the maker come by tokens. */
export interface Credentials {
  /** Of our own, where no key set is given. */
  issuer: TokenIssuer | undefined
  /** Undefined without authentication. */
  workers: OAuth | undefined
  maker: (clientId: string) => OAuth | undefined
  /** Calls would be refused: tokens are wanted, and nobody says where to get some. */
  none: boolean
}

/**
 * Tokens of a local issuer; or, where the settings name key sets, tokens of whoever the settings name (`OAUTH_URL`,
 * `OAUTH_CLIENT_ID`, `OAUTH_CLIENT_SECRET`), and no issuer.
 */
export async function makeCredentials(settings: DevSettings, environment: Environment): Promise<Credentials> {
  if (settings.AUTH_MODE === 'none')
    return { issuer: undefined, workers: undefined, maker: () => undefined, none: false }
  if (environment.JWT_JWKS_URLS) {
    const { OAUTH_URL: url, OAUTH_CLIENT_ID: clientId, OAUTH_CLIENT_SECRET: clientSecret } = environment
    const given = url && clientId && clientSecret ? { url, clientId, clientSecret } : undefined
    return { issuer: undefined, workers: given, maker: () => given, none: given === undefined }
  }
  const issuer = await createTokenIssuer(settings.TOKEN_ISSUER_PORT)
  const as = (clientId: string): OAuth => ({ url: issuer.tokenUrl, clientId, clientSecret: 'any' })
  return { issuer, workers: as(DEMO_TENANT), maker: as, none: false }
}
