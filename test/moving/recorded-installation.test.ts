import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createComposerApi } from '@composer/composer-api'
import { createTokenIssuer, type TokenIssuer } from '@composer/dev-stack'
import { createServiceHome, type ServiceHome, type TestServer } from '@composer/testkit'
import type { ReferenceDatabase } from '../../packages/operations/tests/import/reference-database.js'
import {
  createRecordedDatabase,
  recordedAnswers,
  writeRecordedArtifacts,
  type RecordedAnswer,
} from '../../packages/operations/tests/reference/read-recorded.js'
import { runCommand } from '../../packages/operations/src/run-command.js'
import { call } from '../system/call.js'
import { OLD_PATHS } from './old-installation.js'
import { startReplay } from './replay-server.js'
import { tokenOf } from './token-of.js'

const tenants = ['000001', '000002']

let home: ServiceHome
let issuer: TokenIssuer
let composer: Awaited<ReturnType<typeof createComposerApi>>
let reference: ReferenceDatabase
let folder: string
const tokens = new Map<string, string>()

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'composer-recorded-'))
  home = await createServiceHome()
  issuer = await createTokenIssuer()
  for (const tenant of tenants) tokens.set(tenant, await tokenOf(issuer, tenant))
  await writeFile(
    join(folder, 'tokens.json'),
    JSON.stringify(Object.fromEntries([...tokens].map(([tenant, token]) => [`org-${tenant}`, token]))),
  )
  composer = await createComposerApi({
    ...home.environment,
    AUTH_MODE: 'jwt',
    JWT_JWKS_URLS: issuer.jwksUrl,
  })
  reference = await createRecordedDatabase()
  await writeRecordedArtifacts(join(folder, 'artifacts'))
})
afterAll(async () => {
  await composer.stop()
  await reference.drop()
  await issuer.close()
  await home.remove()
  await rm(folder, { recursive: true })
})

interface Run {
  code: number
  printed: string
  report: { id: string; what: string; reason: string }[]
}

/** Imports the recorded installation, and compares what this service answers with what a server replays. */
async function importAndVerify(answers: readonly RecordedAnswer[]): Promise<Run> {
  const replay: TestServer = await startReplay(answers)
  const report = join(folder, 'report.jsonl')
  let printed = ''
  try {
    const code = await runCommand(
      [
        ...['import', '--artifacts', join(folder, 'artifacts'), '--report', report],
        ...['--verify', replay.url + OLD_PATHS.composer, '--here', composer.publicUrl + OLD_PATHS.composer],
        ...['--sample', 'all', '--tokens', join(folder, 'tokens.json')],
      ],
      { ...home.environment, IMPORT_FROM: reference.url },
      new AbortController().signal,
      { print: (text) => void (printed += text) },
    )
    const lines = (await readFile(report, 'utf8')).split('\n').filter((line) => line !== '')
    return { code, printed, report: lines.map((line) => JSON.parse(line) as Run['report'][number]) }
  } finally {
    await replay.close()
  }
}

const isStatus = ({ path }: RecordedAnswer): boolean => /^\/composes\/[^/]+$/.test(path)
const statusOf = ({ body }: RecordedAnswer): string => (JSON.parse(body) as { status: string }).status

describe('An installation of the reference', () => {
  it('answers here as it answered there, but for what is explained', async () => {
    const { code, printed, report } = await importAndVerify(recordedAnswers())
    expect(printed).toBe('')
    expect(code).toBe(0)
    const whats = report.map(({ what }) => what)
    expect(whats.filter((what) => what === 'unfinished')).toHaveLength(3)
    expect(whats).not.toContain('unreadable')
  })

  it('has every compose in the state that it had there', async () => {
    const answered = recordedAnswers().filter((answer) => isStatus(answer) && answer.status === 200)
    const over = answered.filter((answer) => statusOf(answer) !== 'pending')
    expect(over.length).toBeGreaterThan(40)
    for (const answer of over) {
      const here = await call(composer.publicUrl + OLD_PATHS.composer + answer.path, 'GET', {
        token: tokens.get(answer.tenant) ?? '',
      })
      expect([answer.path, here.body.status]).toEqual([answer.path, statusOf(answer)])
    }
  })

  it('is not found to be the same when one answer was another', async () => {
    const answers = recordedAnswers()
    const one = answers.find(
      (answer) => isStatus(answer) && answer.status === 200 && statusOf(answer) === 'success',
    )
    if (!one) throw new Error('there is no recorded success')
    const other = { ...one, body: one.body.replaceAll('"success"', '"failure"') }
    const { code, printed } = await importAndVerify(
      answers.map((answer) => (answer === one ? other : answer)),
    )
    expect(code).toBe(1)
    expect(printed).toContain(`${one.path} /status`)
  })
})
