import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { createLogger } from '@composer/process-kit'
import { collectLogLines } from '@composer/testkit'
import { createAcl, type Acl } from '../src/auth/acl.js'

let folder: string
let path: string
let acl: Acl | undefined
const log = collectLogLines(createLogger)

beforeEach(async () => {
  log.clear()
  folder = await mkdtemp(join(tmpdir(), 'acl-'))
  path = join(folder, 'acl.yml')
})
afterEach(async () => {
  acl?.close()
  await rm(folder, { recursive: true, force: true })
})

async function load(content: string): Promise<Acl> {
  await writeFile(path, content)
  acl = await createAcl(path, log.logger, { watchIntervalMs: 20 })
  return acl
}

/** As a mounted ConfigMap changes: another file takes the name. */
async function replace(content: string): Promise<void> {
  await writeFile(`${path}.new`, content)
  await rename(`${path}.new`, path)
}

describe('The access control list', () => {
  it.each<[string, string, unknown, boolean]>([
    ['a match', "pattern: '^1+$'", '111', true],
    ['a miss', "pattern: '^1+$'", '222', false],
    ['an anchored pattern and more before it', "pattern: '^1$'", '21', false],
    ['an unanchored pattern and more before it', "pattern: '1'", '21', true],
    ['an alternation', "pattern: '^(1|2)$'", '2', true],
    ['a number', "pattern: '.*'", 1, false],
    ['an empty text', "pattern: '.*'", '', true],
    ['a list', "pattern: '.*'", ['1'], false],
    ['no such claim', "pattern: '.*'", undefined, false],
  ])('decides on %s', async (_name, pattern, value, admitted) => {
    const list = await load(`- claim: org\n  ${pattern}\n`)
    expect(list.admits({ org: value })).toBe(admitted)
  })

  it('admits who matches any of its entries', async () => {
    const list = await load(
      '[{"claim":"a","pattern":"^1$"},{"claim":"b","pattern":"^2$"},{"claim":"a","pattern":"^3$"}]',
    )
    expect([{ a: '1' }, { b: '2' }, { a: '3' }, { a: '2' }].map((claims) => list.admits(claims))).toEqual([
      true,
      true,
      true,
      false,
    ])
  })

  it.each(['', '[]', '# nothing\n'])('without entries (%j) admits everybody', async (content) => {
    expect((await load(content)).admits({})).toBe(true)
  })

  it('that is not configured admits everybody', async () => {
    expect((await createAcl(undefined, log.logger)).admits({})).toBe(true)
  })

  it('of a privilege admits nobody without entries, or when it is not configured', async () => {
    const whenEmpty = 'nobody'
    await writeFile(path, '[]')
    acl = await createAcl(path, log.logger, { whenEmpty, watchIntervalMs: 20 })
    expect(
      [acl, await createAcl(undefined, log.logger, { whenEmpty })].map((list) => list.admits({})),
    ).toEqual([false, false])
    await replace("- {claim: a, pattern: '^1$'}")
    await log.next('Access control list read again')
    expect([acl.admits({ a: '1' }), acl.admits({})]).toEqual([true, false])
  })

  it.each([
    ['a: 1', 'not a list'],
    ['- claim: a', 'entry 0: pattern must be a string'],
    ["- {claim: a, pattern: '1'}\n- {pattern: '1'}", 'entry 1: claim must be a non-empty string'],
    ["- {claim: a, pattern: '('}", 'entry 0: pattern: '],
    ['- [', 'acl.yml'],
    ['- text', 'entry 0: claim must'],
  ])('that is %j at the start is refused', async (content, reason) => {
    await expect(load(content)).rejects.toThrow(reason)
  })

  it('that does not exist at the start is refused', async () => {
    await expect(createAcl(join(folder, 'none.yml'), log.logger)).rejects.toThrow('none.yml')
  })

  it('is read again when it changes', async () => {
    const list = await load("- {claim: a, pattern: '^1$'}")
    await replace("- {claim: a, pattern: '^2$'}\n- {claim: a, pattern: '^3$'}")
    expect(await log.next('Access control list read again')).toMatchObject({ rules: 2 })
    expect([list.admits({ a: '1' }), list.admits({ a: '2' })]).toEqual([false, true])
  })

  it('that becomes an explicitly empty list admits everybody', async () => {
    const list = await load("- {claim: a, pattern: '^1$'}")
    await replace('[]')
    await log.next('Access control list read again')
    expect(list.admits({ a: '2' })).toBe(true)
  })

  it.each([
    ["- {claim: a, pattern: '('}", 'entry 0'],
    ['', 'empty'],
  ])('that becomes %j keeps the rules before, and says so', async (content, reason) => {
    const list = await load("- {claim: a, pattern: '^1$'}")
    await replace(content)
    expect(await log.next('The access control list is bad: the one before stays')).toMatchObject({
      level: 'error',
      reason: expect.stringContaining(reason),
    })
    expect([list.admits({ a: '1' }), list.admits({ a: '2' })]).toEqual([true, false])
  })
})
