import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals'
import { createTestDatabase, listenOnLoopback, type TestDatabase } from '@composer/testkit'
import { compareAnswers } from '../../src/import/verify/compare-answers.js'
import { differences } from '../../src/import/verify/differences.js'
import { documentsOf } from '../../src/import/verify/documents-of.js'
import { readTokens } from '../../src/import/verify/read-tokens.js'
import { runCommand } from '../../src/run-command.js'
import { koji, plain } from './composes.js'
import { createReferenceDatabase, type ReferenceDatabase } from './reference-database.js'

describe('differences', () => {
  it('are the innermost places, whatever the order of members is', () => {
    expect(differences({ a: 1, b: [1, { 'c/~': 2 }] }, { b: [1, { 'c/~': 3 }, 4], a: 1 })).toEqual([
      { place: '/b/1/c~1~0', there: 2, here: 3 },
      { place: '/b/2', there: undefined, here: 4 },
    ])
    expect(differences([], {})).toEqual([{ place: '', there: [], here: {} }])
    expect(differences({ a: null }, {})).toEqual([{ place: '/a', there: null, here: undefined }])
  })
})

describe('documents', () => {
  it('are those of each id that answers', () => {
    expect(documentsOf({ id: 'c', kind: 'clone', channel: '', members: ['copy', 'c'] })).toEqual([
      '/clones/c',
      '/clones/copy',
    ])
    const paths = documentsOf({ id: 'k', kind: 'koji', channel: '', members: ['b'] })
    expect(paths).toHaveLength(12)
    expect(paths).toContain('/composes/b/metadata')
    expect(documentsOf({ id: 'i', kind: 'image', channel: '', members: ['i'] })).toHaveLength(6)
  })
})

describe('a comparison', () => {
  const compare = (path: string, there: unknown, here: unknown, statuses = [200, 200]) => {
    const [theirs = 200, ours = 200] = statuses
    const { explained, unexplained } = compareAnswers(
      `/composes/1${path}`,
      { status: theirs, body: there },
      { status: ours, body: here },
    )
    return { explained: explained.length, unexplained: unexplained.map(({ place }) => place) }
  }
  const fine = { explained: 1, unexplained: [] }

  it('finds a status, a result or a request that is not the same', () => {
    expect(compare('', { status: 'success' }, { status: 'failure' }).unexplained).toEqual(['/status'])
    expect(compare('/manifests', { manifests: [{}] }, { manifests: [null] }).unexplained).toEqual([
      '/manifests/0',
    ])
    expect(compare('/metadata', { request: { a: 1 } }, {}).unexplained).toEqual(['/request'])
    expect(compare('', { id: '15' }, {}, [404, 200]).unexplained).toEqual(['(status)'])
    expect(
      compare('/logs', { image_builds: [{ success: true }] }, { image_builds: [{ success: false }] })
        .unexplained,
    ).toEqual(['/image_builds/0/success'])
    expect(compare('/logs', { image_builds: [{ arch: 'a' }] }, { image_builds: [{}] }).unexplained).toEqual([
      '/image_builds/0/arch',
    ])
    expect(compare('/download', { sha256: 'a' }, { sha256: 'b' }).unexplained).toEqual(['/sha256'])
  })

  it.each<[string, unknown, unknown, number[]]>([
    ['/sboms', { operation_id: 'a' }, { operation_id: 'b' }, [200, 200]],
    ['/download', { id: '1022', details: 'a' }, { id: '1022', details: 'b' }, [400, 400]],
    [
      '',
      { image_status: { upload_status: {} } },
      { image_status: { upload_status: { error: { id: 11 } } } },
      [200, 200],
    ],
    ['', { id: '1012' }, { status: 'failure' }, [500, 200]],
    ['/sboms', { id: '15', details: 'it is missing depsolve' }, { items: [] }, [404, 200]],
    [
      '/metadata',
      { request: { users: [{ password: 'a' }] } },
      { request: { users: [{ password: '[redacted]' }] } },
      [200, 200],
    ],
    ['/metadata', {}, { request: {} }, [200, 200]],
    ['/logs', { image_builds: [{ arch: '' }] }, { image_builds: [{}] }, [200, 200]],
    ['/logs', { image_builds: [{}] }, { image_builds: [{ of_tomorrow: 1 }] }, [200, 200]],
    ['/logs', { image_builds: [{ job_error: { id: 10 } }] }, { image_builds: [{}] }, [200, 200]],
  ])('explains what differs on purpose in %s: %j', (path, there, here, statuses) => {
    expect(compare(path, there, here, statuses)).toEqual(fine)
  })
})

describe('import --verify', () => {
  let reference: ReferenceDatabase
  let database: TestDatabase
  let folder: string
  let complained: string

  beforeAll(async () => {
    reference = await createReferenceDatabase()
    database = await createTestDatabase()
    folder = await mkdtemp(join(tmpdir(), 'composer-verify-'))
  })
  afterAll(async () => {
    await reference.drop()
    await database.drop()
    await rm(folder, { recursive: true })
  })
  beforeEach(() => {
    complained = ''
    jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
      complained += String(text)
      return true
    })
  })
  afterEach(() => void jest.restoreAllMocks())

  /** An API of which every document is the same, but for those that are named. */
  async function startApi(odd: Record<string, unknown>) {
    const asked: { path: string; token: string | undefined }[] = []
    const server = createServer((req, res) => {
      const path = req.url ?? ''
      asked.push({ path, token: req.headers.authorization })
      res.setHeader('content-type', 'application/json')
      res.end(JSON.stringify(odd[path] ?? { path }))
    })
    const url = `http://127.0.0.1:${await listenOnLoopback(server)}`
    return { url, asked, stop: () => new Promise((done) => server.close(done)) }
  }

  it('asks both APIs for every document, shows what nothing explains, and no request', async () => {
    const first = await reference.add(plain())
    const second = await reference.add(koji())
    const there = await startApi({
      [`/composes/${first.build}`]: { status: 'success' },
      [`/composes/${second.build1}/metadata`]: { request: { secret: 'hunter2' } },
    })
    const here = await startApi({ [`/composes/${first.build}`]: { status: 'failure' } })
    const tokens = join(folder, 'tokens.json')
    await writeFile(tokens, JSON.stringify({ 'org-a': 'the-token' }))
    let printed = ''
    const code = await runCommand(
      [
        'import',
        '--report',
        join(folder, 'r'),
        '--verify',
        there.url,
        '--here',
        here.url,
        '--sample',
        'all',
        '--tokens',
        tokens,
      ],
      { DATABASE_URL: database.url, IMPORT_FROM: reference.url, LOG_LEVEL: 'error' },
      new AbortController().signal,
      { print: (text) => (printed += `${text}\n`) },
    )
    await Promise.all([there.stop(), here.stop()])

    expect(code).toBe(1)
    expect(complained).toContain('nothing explains')
    expect(printed).toContain(`/composes/${first.build} /status\n  there: "success"\n  here:  "failure"`)
    expect(printed).toContain(`/composes/${second.build1}/metadata /request`)
    expect(printed + complained).not.toContain('hunter2')
    expect(there.asked).toHaveLength(6 + 3 * 6)
    expect(new Set([...there.asked, ...here.asked].map(({ token }) => token))).toEqual(
      new Set(['Bearer the-token']),
    )
  })
})

describe('tokens', () => {
  it('are one for all, or one for each channel, and never shown', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'composer-tokens-'))
    const file = join(folder, 'tokens')
    try {
      await writeFile(file, 'abc\n')
      expect((await readTokens(file))('org-a')).toBe('abc')
      await writeFile(file, '{"org-a": "abc"}')
      expect((await readTokens(file))('org-a')).toBe('abc')
      expect((await readTokens(file))('org-b')).toBeUndefined()
      for (const text of ['{"org-a": secret', '{"org-a": 1}']) {
        await writeFile(file, text)
        await expect(readTokens(file)).rejects.toThrow(/^--tokens: the file is no JSON object/)
      }
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})
