import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { loadSettings } from '@composer/process-kit'
import { clientOptionsFrom, workerApiConnectionRules, workerApiConnectionSettings } from '../src/index.js'

const load = (environment: Record<string, string>) =>
  loadSettings(workerApiConnectionSettings, environment, workerApiConnectionRules)

describe('the settings of a worker', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'worker-settings-'))
  })
  afterAll(() => rmSync(folder, { recursive: true }))
  const file = (name: string) => {
    writeFileSync(join(folder, name), `${name} text`)
    return join(folder, name)
  }

  it('become the options of a client', () => {
    const settings = load({
      WORKER_API_URL: 'https://workers.example.com',
      WORKER_API_BASE_PATH: '/api/worker/v1',
      WORKER_API_CA_FILE: file('ca.pem'),
      WORKER_API_CLIENT_CERT_FILE: file('cert.pem'),
      WORKER_API_CLIENT_KEY_FILE: file('key.pem'),
      WORKER_API_PROXY: 'http://proxy.example.com:3128',
      OAUTH_URL: 'https://issuer.example.com/token',
      OAUTH_CLIENT_ID: 'me',
      OAUTH_CLIENT_SECRET_FILE: file('secret'),
      OAUTH_OFFLINE_TOKEN: 'offline',
    })

    expect(clientOptionsFrom(settings, 's390x')).toEqual({
      url: 'https://workers.example.com',
      basePath: '/api/worker/v1',
      arch: 's390x',
      proxy: 'http://proxy.example.com:3128',
      tls: { ca: 'ca.pem text', cert: 'cert.pem text', key: 'key.pem text' },
      oauth: {
        url: 'https://issuer.example.com/token',
        clientId: 'me',
        clientSecret: 'secret text',
        refreshToken: 'offline',
      },
    })
  })

  it('need nothing for a worker-api on this machine without authentication', () => {
    expect(clientOptionsFrom(load({}), 'x86_64')).toEqual({
      url: 'http://localhost:8700',
      basePath: '/api/image-builder-worker/v1',
      arch: 'x86_64',
    })
    expect(clientOptionsFrom(load({ WORKER_API_URL: 'unix:/run/api.sock' }), 'x86_64').url).toBe(
      'unix:/run/api.sock',
    )
  })

  it.each([
    [{ WORKER_API_URL: 'workers.example.com' }, 'WORKER_API_URL'],
    [{ OAUTH_URL: 'https://i/t', OAUTH_CLIENT_SECRET: 's' }, 'OAUTH_CLIENT_ID'],
    [{ OAUTH_URL: 'https://i/t', OAUTH_CLIENT_ID: 'c' }, 'OAUTH_CLIENT_SECRET'],
    [{ OAUTH_CLIENT_ID: 'c' }, 'OAUTH_URL'],
    [{ WORKER_API_CLIENT_CERT_FILE: '/c' }, 'WORKER_API_CLIENT_KEY_FILE'],
    [{ WORKER_API_CLIENT_KEY_FILE: '/k' }, 'WORKER_API_CLIENT_CERT_FILE'],
  ])('are refused when they do not fit together: %j', (environment, name) => {
    expect(() => load(environment as Record<string, string>)).toThrow(name)
  })

  it('name the setting whose file is not there', () => {
    const settings = load({ WORKER_API_CA_FILE: join(folder, 'absent') })

    expect(() => clientOptionsFrom(settings, 'x86_64')).toThrow(/^WORKER_API_CA_FILE: .*absent .*ENOENT/)
  })
})
