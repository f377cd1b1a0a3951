import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { createQueueListener } from '@composer/jobqueue'
import { startLocalPostgres, type LocalPostgres } from '@composer/local-postgres'
import { createDatabase, databaseSettings, listenConfig, loadSettings } from '@composer/service-kit'
import { describeWith, run } from '../programs.js'

describeWith('openssl', 'TLS to the database', (openssl) => {
  let folder: string
  let server: LocalPostgres

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tls-'))
    chmodSync(folder, 0o755)
    for (const name of ['authority', 'stranger']) makeAuthority(name)
    makeServerCertificate('localhost')
    server = await startLocalPostgres({
      dataDir: join(folder, 'data'),
      durable: false,
      settings: {
        ssl: 'on',
        ssl_cert_file: join(folder, 'server.pem'),
        ssl_key_file: join(folder, 'server.key'),
      },
    })
  })
  afterAll(async () => {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  const settingsFor = (host: string, mode: string, authority?: string) =>
    loadSettings(databaseSettings, {
      PGHOST: host,
      PGPORT: String(server.port),
      PGUSER: 'postgres',
      PGDATABASE: 'postgres',
      PGSSLMODE: mode,
      PGSSLROOTCERT: authority && join(folder, `${authority}.pem`),
    })

  /** Whether a connection with these settings is encrypted; rejects when it is refused. */
  async function encrypted(...settings: Parameters<typeof settingsFor>): Promise<boolean | undefined> {
    const db = createDatabase(settingsFor(...settings), 'tls-test')
    try {
      const { rows } = await db.raw<{ rows: { ssl: boolean }[] }>(
        'SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()',
      )
      return rows[0]?.ssl
    } finally {
      await db.destroy()
    }
  }

  it('verifies the server with verify-full', async () => {
    expect(await encrypted('localhost', 'verify-full', 'authority')).toBe(true)
  })

  it('refuses a server whose certificate is of another authority', async () => {
    for (const mode of ['verify-full', 'verify-ca']) {
      await expect(encrypted('localhost', mode, 'stranger')).rejects.toThrow(/certificate/)
      await expect(encrypted('localhost', mode)).rejects.toThrow(/certificate/)
    }
  })

  it('refuses a server of another name with verify-full, and only with it', async () => {
    await expect(encrypted('127.0.0.1', 'verify-full', 'authority')).rejects.toThrow(
      /altnames|does not match/,
    )
    expect(await encrypted('127.0.0.1', 'verify-ca', 'authority')).toBe(true)
    expect(await encrypted('127.0.0.1', 'require')).toBe(true)
  })

  it('does without on loopback unless it is asked for', async () => {
    expect(await encrypted('localhost', 'prefer')).toBe(false)
    expect(await encrypted('localhost', 'disable')).toBe(false)
  })

  it('takes the mode and the authority from the URL as well', async () => {
    const url = `postgres://postgres@localhost:${server.port}/postgres?sslmode=verify-full&sslrootcert=`
    const open = (authority: string) =>
      createDatabase(
        loadSettings(databaseSettings, { DATABASE_URL: url + join(folder, `${authority}.pem`) }),
        'url',
      )
    const [right, wrong] = [open('authority'), open('stranger')]
    await right.raw('SELECT 1')
    await expect(wrong.raw('SELECT 1')).rejects.toThrow(/certificate/)
    await Promise.all([right.destroy(), wrong.destroy()])
  })

  it('covers the connection that listens', async () => {
    const listener = createQueueListener({
      connection: listenConfig(settingsFor('localhost', 'verify-full', 'authority')),
    })
    const live = new Promise<void>((resolve) => {
      listener.onState((state) => {
        if (state === 'live') resolve()
      })
    })
    await listener.start()
    if (listener.state() !== 'live') await live
    await listener.stop()
  })

  function makeAuthority(name: string): void {
    run(openssl, [
      ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', `/CN=${name}`],
      ...['-keyout', join(folder, `${name}.key`), '-out', join(folder, `${name}.pem`)],
    ])
  }

  function makeServerCertificate(host: string): void {
    const [key, request, names] = ['server.key', 'server.csr', 'names'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ]
    writeFileSync(names, `subjectAltName=DNS:${host}\n`)
    run(openssl, [
      'req',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-subj',
      `/CN=${host}`,
      '-keyout',
      key,
      '-out',
      request,
    ])
    run(openssl, [
      ...[
        'x509',
        '-req',
        '-days',
        '2',
        '-in',
        request,
        '-extfile',
        names,
        '-out',
        join(folder, 'server.pem'),
      ],
      ...['-CA', join(folder, 'authority.pem'), '-CAkey', join(folder, 'authority.key'), '-CAcreateserial'],
    ])
    chmodSync(key, 0o600)
    // The server takes only a key of its own user, which is nobody when root runs the tests.
    if (process.getuid?.() === 0) chownSync(key, Number(execFileSync('id', ['-u', 'nobody'])), 0)
  }
})
