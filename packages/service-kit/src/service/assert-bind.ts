import { SettingsError } from '../settings/load-settings.js'

/** @throws SettingsError: without authentication, only this machine may reach a service, unless told otherwise */
export function assertBind(settings: {
  AUTH_MODE: string
  HOST: string
  PORT: number | string
  ALLOW_INSECURE_BIND: boolean
}): void {
  if (settings.AUTH_MODE !== 'none' || settings.ALLOW_INSECURE_BIND || typeof settings.PORT === 'string')
    return
  if (/^(127\.|::1$|localhost$)/.test(settings.HOST)) return
  throw new SettingsError([
    `HOST: '${settings.HOST}' is reachable from other machines and AUTH_MODE=none lets everybody in; set ALLOW_INSECURE_BIND=true if that is meant`,
  ])
}
