import { describe, expect, it } from '@jest/globals'
import { makeCredentials } from '../src/credentials.js'
import { loadDevSettings } from '../src/dev-settings.js'

const credentials = (environment: Record<string, string>) =>
  makeCredentials(loadDevSettings(environment), environment)

describe('credentials of npm start', () => {
  it('are none without authentication', async () => {
    expect(await credentials({})).toMatchObject({ issuer: undefined, workers: undefined, none: false })
  })

  it('come from an issuer of its own', async () => {
    const { issuer, workers, maker } = await credentials({ AUTH_MODE: 'jwt' })
    expect(workers).toMatchObject({ url: issuer?.tokenUrl, clientId: 'demo' })
    expect(maker('manifest-maker')).toMatchObject({ clientId: 'manifest-maker' })
    await issuer?.close()
  })

  it('are those of the settings, with their key sets and no issuer', async () => {
    const given = { AUTH_MODE: 'jwt', JWT_JWKS_URLS: 'https://issuer.example.com/keys' }
    const oauth = {
      OAUTH_URL: 'https://issuer.example.com/token',
      OAUTH_CLIENT_ID: 'a',
      OAUTH_CLIENT_SECRET: 'b',
    }
    expect(await credentials({ ...given, ...oauth })).toMatchObject({
      issuer: undefined,
      workers: { url: oauth.OAUTH_URL, clientId: 'a', clientSecret: 'b' },
      none: false,
    })
    expect(await credentials(given)).toMatchObject({ issuer: undefined, workers: undefined, none: true })
  })
})
