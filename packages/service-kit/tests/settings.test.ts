import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import {
  authSettings,
  databaseSettings,
  defineSettings,
  describeSettings,
  loadSettings,
  renderSettings,
  SettingsError,
  sharedRules,
  sharedSettings,
  type Environment,
} from '@composer/service-kit'

const definitions = defineSettings({
  NAME: { type: 'string', default: 'x', pattern: /^\w+$/, doc: 'A name.' },
  SIZE: { type: 'integer', default: 5, min: 1, max: 10, doc: 'A size.' },
  FLAG: { type: 'boolean', default: false, doc: 'A flag.' },
  LEVEL: { type: 'choice', choices: ['low', 'high'], default: 'low', doc: 'A level.' },
  ITEMS: { type: 'list', default: ['a'], doc: 'Items.' },
  URLS: { type: 'list', protocols: ['https:'], default: [], doc: 'URLs.' },
  PORT: { type: 'port', default: 80, doc: 'A port.' },
  ADDRESS: { type: 'url', protocols: ['http:', 'https:'], doc: 'An address.' },
  KEY: { type: 'string', secret: true, doc: 'A secret.' },
  NEEDED: { type: 'string', required: true, doc: 'Needed.' },
})
const load = (environment: Environment) => loadSettings(definitions, { NEEDED: 'n', ...environment })

function faultsOf(work: () => unknown): readonly string[] {
  try {
    work()
  } catch (error) {
    if (error instanceof SettingsError) return error.faults
    throw error
  }
  return []
}

describe('Settings', () => {
  it('have defaults, and an empty variable counts as not given', () => {
    expect(load({ SIZE: '' })).toEqual({
      NAME: 'x',
      SIZE: 5,
      FLAG: false,
      LEVEL: 'low',
      ITEMS: ['a'],
      URLS: [],
      PORT: 80,
      ADDRESS: undefined,
      KEY: undefined,
      NEEDED: 'n',
    })
  })

  it('are read by their type', () => {
    expect(
      load({
        SIZE: '10',
        FLAG: 'true',
        LEVEL: 'high',
        ITEMS: ' a, b ,,c',
        URLS: 'https://a/x,https://b/y',
        PORT: '/run/api.sock',
        ADDRESS: 'http://h:1/p',
      }),
    ).toMatchObject({
      SIZE: 10,
      FLAG: true,
      LEVEL: 'high',
      ITEMS: ['a', 'b', 'c'],
      URLS: ['https://a/x', 'https://b/y'],
      PORT: '/run/api.sock',
      ADDRESS: 'http://h:1/p',
    })
  })

  it.each([
    [{ NAME: 'a b' }, "NAME: 'a b' does not match"],
    [{ SIZE: '11' }, "SIZE: '11' is not between 1 and 10"],
    [{ SIZE: '5s' }, "SIZE: '5s' is no whole number"],
    [{ SIZE: '1.5' }, "SIZE: '1.5' is no whole number"],
    [{ FLAG: 'yes' }, "FLAG: 'yes' is neither true nor false"],
    [{ LEVEL: 'middle' }, "LEVEL: 'middle' is none of low, high"],
    [{ URLS: 'https://a,http://b' }, "URLS: 'http://b' does not begin with https:"],
    [{ URLS: 'b' }, "URLS: 'b' is no URL"],
    [{ PORT: 'api.sock' }, "PORT: 'api.sock' is no absolute path and is no whole number"],
    [{ PORT: '70000' }, 'is not between 0 and 65535'],
    [{ ADDRESS: 'ftp://x' }, "ADDRESS: 'ftp://x' does not begin with http: or https:"],
    [{ ADDRESS: 'http://u:%zz@x' }, "ADDRESS: 'http://u:[redacted]@x' is no URL"],
    [{ URLS: 'ftp://u:secret@b' }, "URLS: 'ftp://u:[redacted]@b' does not begin with https:"],
    [{ NEEDED: '' }, 'NEEDED: must be set'],
  ])('refuse %j', (environment, fault) => {
    expect(faultsOf(() => load(environment))).toEqual([expect.stringContaining(fault)])
  })

  it('tell all faults in one message', () => {
    expect(() => load({ SIZE: 'x', FLAG: 'x', NEEDED: '' })).toThrow(
      /The settings are wrong:\n {2}SIZE: .*\n {2}FLAG: .*\n {2}NEEDED: /,
    )
  })

  it('cannot be changed', () => {
    expect(Object.isFrozen(load({}))).toBe(true)
  })
})

describe('A secret setting', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'settings-'))
    await writeFile(join(folder, 'key'), 'from file \n')
    await writeFile(join(folder, 'empty'), '\n')
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  it('may come from a file, without its last line break', () => {
    expect(load({ KEY_FILE: join(folder, 'key') }).KEY).toBe('from file ')
  })

  it('must come from one place, which exists and is not empty', () => {
    const faults = (environment: Environment) => faultsOf(() => load(environment))
    expect(faults({ KEY: 'x', KEY_FILE: join(folder, 'key') })).toEqual([
      'KEY: is given twice, also as KEY_FILE',
    ])
    expect(faults({ KEY_FILE: join(folder, 'none') })).toEqual([expect.stringContaining('ENOENT')])
    expect(faults({ KEY_FILE: join(folder, 'empty') })).toEqual([expect.stringContaining('is empty')])
  })

  it('is never told: not in a fault, not in the description', () => {
    const url = 'ftp://user:hunter2@host/'
    const faults = faultsOf(() => loadSettings(databaseSettings, { DATABASE_URL: url }))
    expect(faults).toHaveLength(1)
    expect(faults.join()).not.toContain('hunter2')
    const described = describeSettings(definitions, load({ KEY: 'hunter2' }))
    expect(described).toMatchObject({ KEY: '(set)', NAME: 'x', ADDRESS: null })
  })
})

describe('The settings of both services', () => {
  const shared = { HOST: '127.0.0.1', PORT: 80, ...loadSettings(authSettings, {}) }
  const together = (changes: object) =>
    sharedRules({ ...shared, DATABASE_URL: 'postgres://h/d', PGHOST: undefined, ...changes })

  it('have a sentence of documentation each', () => {
    for (const { doc } of Object.values({ ...sharedSettings, ...databaseSettings, ...authSettings }))
      expect(doc).toMatch(/\.$/)
  })

  it('need a database, and key sets for AUTH_MODE=jwt', () => {
    expect(together({ DATABASE_URL: undefined })).toEqual([
      expect.stringContaining('DATABASE_URL: must be set'),
      expect.stringContaining('JWT_JWKS_URLS: must be set'),
    ])
    expect(together({ DATABASE_URL: undefined, PGHOST: 'h', JWT_JWKS_URLS: ['https://i/keys'] })).toEqual([])
  })

  it.each([
    ['127.0.0.1', 80, false, 0],
    ['127.1.2.3', 80, false, 0],
    ['::1', 80, false, 0],
    ['localhost', 80, false, 0],
    ['0.0.0.0', '/run/api.sock', false, 0],
    ['0.0.0.0', 80, true, 0],
    ['0.0.0.0', 80, false, 1],
    ['::', 80, false, 1],
    ['127.0.0.1.example.com', 80, false, 1],
    ['10.0.0.1', 80, false, 1],
  ])('bind AUTH_MODE=none to %s, %s (insecure allowed: %s) with %i faults', (HOST, PORT, allowed, count) => {
    expect(together({ AUTH_MODE: 'none', HOST, PORT, ALLOW_INSECURE_BIND: allowed })).toHaveLength(count)
  })
})

describe('The configuration reference', () => {
  it('is a table of the definitions', () => {
    expect(renderSettings(definitions).split('\n')).toEqual([
      '| setting | type | default | meaning |',
      '| --- | --- | --- | --- |',
      '| `NAME` | string | `x` | A name. |',
      '| `SIZE` | integer 1 – 10 | `5` | A size. |',
      '| `FLAG` | boolean | `false` | A flag. |',
      '| `LEVEL` | `low`, `high` | `low` | A level. |',
      '| `ITEMS` | list | `a` | Items. |',
      '| `URLS` | list | – | URLs. |',
      '| `PORT` | port or socket path | `80` | A port. |',
      '| `ADDRESS` | url | – | An address. |',
      '| `KEY` | string, secret | – | A secret. |',
      '| `NEEDED` | string | **required** | Needed. |',
    ])
  })
})
