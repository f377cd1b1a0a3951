import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { SettingsError } from '@composer/service-kit'
import { createSigningKey, listenOnLoopback, signToken, type SigningKey } from '@composer/testkit'
import { createGuardedApp } from './guarded-app.js'

/** Certificates are made by the openssl program; nothing is committed. */
const openssl = spawnSync('openssl', ['version']).status === 0
const suite = openssl
  ? { describe, title: 'Key sets over TLS' }
  : { describe: describe.skip, title: 'Key sets over TLS (needs openssl)' }

suite.describe(suite.title, () => {
  let folder: string
  let key: SigningKey
  let url: string
  let server: ReturnType<typeof createServer>
  const path = (name: string) => join(folder, name)

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'jwks-tls-'))
    for (const name of ['server', 'stranger']) makeCertificate(name)
    key = await createSigningKey('tls', 'ES256')
    server = createServer(
      { key: readFileSync(path('server.key')), cert: readFileSync(path('server.pem')) },
      (_req, res) => res.end(JSON.stringify({ keys: [key.jwk] })),
    )
    url = `https://localhost:${await listenOnLoopback(server)}/keys`
  })
  afterAll(() => {
    server.closeAllConnections()
    server.close()
    rmSync(folder, { recursive: true, force: true })
  })

  it('are trusted if the configured authorities vouch for them, and only then', async () => {
    const statusWith = async (ca: string | undefined) => {
      const guarded = await createGuardedApp({ JWT_JWKS_URLS: url, JWT_CA_FILE: ca && path(ca) })
      return (await guarded.ask(await signToken(key))).status
    }
    expect(await statusWith('server.pem')).toBe(200)
    expect(await statusWith('stranger.pem')).toBe(401)
    expect(await statusWith(undefined)).toBe(401)
  })

  function makeCertificate(name: string): void {
    const made = spawnSync('openssl', [
      ...[
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:prime256v1',
        '-nodes',
        '-days',
        '1',
      ],
      ...['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'],
      ...['-keyout', path(`${name}.key`), '-out', path(`${name}.pem`)],
    ])
    if (made.status !== 0) throw new Error(made.stderr.toString())
  }
})

describe('The authorities file', () => {
  it('that cannot be read is a fault of its setting', async () => {
    const start = createGuardedApp({ JWT_JWKS_URLS: 'https://issuer.example/keys', JWT_CA_FILE: '/none.pem' })
    await expect(start).rejects.toThrow(SettingsError)
    await expect(start).rejects.toThrow(/JWT_CA_FILE.*none\.pem/)
  })
})

describe('A key set without TLS', () => {
  it.each([
    ['http://issuer.example/keys', true],
    ['https://issuer.example/keys', false],
    ['http://127.0.0.1:1/keys', false],
    ['http://localhost:1/keys', false],
  ])('of %s is warned of: %s', async (JWT_JWKS_URLS, warned) => {
    const { log } = await createGuardedApp({ JWT_JWKS_URLS })
    expect(log.text().includes('without TLS')).toBe(warned)
  })
})
