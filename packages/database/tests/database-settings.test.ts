import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from '@jest/globals'
import { connectionConfig, databaseSettings, listenConfig } from '@composer/database'
import { loadSettings } from '@composer/process-kit'

const folder = mkdtempSync(join(tmpdir(), 'database-settings-'))
const root = join(folder, 'root.pem')
writeFileSync(root, 'PEM')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const configOf = (environment: Record<string, string>) =>
  connectionConfig(loadSettings(databaseSettings, environment))

describe('The connection to the database', () => {
  it('is taken from the URL, percent escapes undone', () => {
    expect(configOf({ DATABASE_URL: 'postgres://us%40er:p%2F%3A%25@db.example:6432/na%20me' })).toMatchObject(
      {
        host: 'db.example',
        port: 6432,
        user: 'us@er',
        password: 'p/:%',
        database: 'na me',
      },
    )
  })

  it('is put together from its parts, as they are', () => {
    const parts = { PGHOST: 'h', PGPORT: '1', PGUSER: 'u', PGPASSWORD: 'p/:%@', PGDATABASE: 'd' }
    expect(configOf(parts)).toMatchObject({ host: 'h', port: 1, user: 'u', password: 'p/:%@', database: 'd' })
  })

  it.each([
    ['postgres:///d?host=/run/postgresql', '/run/postgresql'],
    ['postgres://%2Frun%2Fpostgresql/d', '/run/postgresql'],
    ['postgres://[::1]:5432/d', '::1'],
    ['postgres:///d', 'localhost'],
  ])('of %s goes to %s', (url, host) => {
    expect(configOf({ DATABASE_URL: url }).host).toBe(host)
  })

  it('must go somewhere', () => {
    expect(() => configOf({})).toThrow('Neither DATABASE_URL nor PGHOST is set')
  })
})

describe('TLS to the database', () => {
  const tls = (environment: Record<string, string>) => configOf({ PGHOST: 'db.example', ...environment }).ssl

  it('is off, unverified, verified, or verified with the name', () => {
    expect(tls({ PGSSLMODE: 'disable' })).toBe(false)
    expect(tls({ PGSSLMODE: 'require' })).toEqual({ rejectUnauthorized: false })
    expect(tls({ PGSSLMODE: 'verify-ca', PGSSLROOTCERT: root })).toEqual({
      ca: 'PEM',
      host: 'db.example',
      rejectUnauthorized: true,
      checkServerIdentity: expect.any(Function),
    })
    expect(tls({ PGSSLMODE: 'verify-full', PGSSLROOTCERT: root })).toEqual({
      ca: 'PEM',
      host: 'db.example',
      rejectUnauthorized: true,
    })
    expect(tls({ PGSSLMODE: 'verify-full' })).toEqual({ host: 'db.example', rejectUnauthorized: true })
  })

  it('of mode require checks against the authorities that are given', () => {
    expect(tls({ PGSSLMODE: 'require', PGSSLROOTCERT: root })).toMatchObject({
      ca: 'PEM',
      rejectUnauthorized: true,
    })
  })

  it.each([
    ['127.0.0.1', false],
    ['localhost', false],
    ['/run/postgresql', false],
    ['db.example', { rejectUnauthorized: false }],
  ])('is preferred where it makes sense: %s', (host, expected) => {
    expect(tls({ PGHOST: host })).toEqual(expected)
  })

  it('follows the URL before the variables', () => {
    const url = `postgres://db.example/d?sslmode=verify-full&sslrootcert=${encodeURIComponent(root)}`
    expect(tls({ DATABASE_URL: url, PGSSLMODE: 'disable' })).toMatchObject({ ca: 'PEM' })
    expect(() => tls({ DATABASE_URL: 'postgres://h/d?sslmode=allow' })).toThrow('sslmode=allow')
  })

  it('names an authorities file that is not there', () => {
    expect(() => tls({ PGSSLMODE: 'verify-full', PGSSLROOTCERT: '/none.pem' })).toThrow('/none.pem')
  })
})

describe('The connection that listens', () => {
  const listening = (environment: Record<string, string>) =>
    listenConfig(loadSettings(databaseSettings, { DATABASE_URL: 'postgres://proxy/d', ...environment }))

  it('is the same, another one, or none', () => {
    expect(listening({})).toMatchObject({ host: 'proxy' })
    expect(listening({ DATABASE_LISTEN_URL: 'postgres://direct/d' })).toMatchObject({ host: 'direct' })
    expect(listening({ DATABASE_LISTEN_URL: 'none' })).toBeUndefined()
  })
})
