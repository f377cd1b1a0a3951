import type { Settings } from '@composer/process-kit'
import type { authSettings } from './auth-settings.js'

type Checked = Pick<Settings<typeof authSettings>, 'AUTH_MODE' | 'ALLOW_INSECURE_BIND' | 'JWT_JWKS_URLS'> & {
  HOST: string
  PORT: number | string
  DATABASE_URL: string | undefined
  PGHOST: string | undefined
}

const loopback = /^(127(\.\d{1,3}){3}|::1|localhost)$/

/** A rule for `loadSettings`: finds settings of a service that do not fit each other. */
export function sharedRules(settings: Checked): string[] {
  const faults: string[] = []
  if (!settings.DATABASE_URL && !settings.PGHOST)
    faults.push('DATABASE_URL: must be set, or its parts in PGHOST …')
  if (settings.AUTH_MODE === 'jwt' && settings.JWT_JWKS_URLS.length === 0)
    faults.push('JWT_JWKS_URLS: must be set for AUTH_MODE=jwt')
  if (reachableByAll(settings))
    faults.push(
      `HOST: '${settings.HOST}' is reachable from other machines and AUTH_MODE=none lets everybody in; set ALLOW_INSECURE_BIND=true if that is meant`,
    )
  return faults
}

/** Without authentication, only this machine may reach a service. */
const reachableByAll = (settings: Checked): boolean =>
  settings.AUTH_MODE === 'none' &&
  !settings.ALLOW_INSECURE_BIND &&
  typeof settings.PORT === 'number' &&
  !loopback.test(settings.HOST)
