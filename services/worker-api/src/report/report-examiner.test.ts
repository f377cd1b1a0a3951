import { afterAll, describe, expect, it } from '@jest/globals'
import { digestResult } from '@composer/contracts'
import { createReportExaminer } from './report-examiner.js'

const examiner = createReportExaminer(1)
afterAll(() => examiner.close())

const nothing = Buffer.from('null')
const reportOf = (result: string) => Buffer.from(`{"progress":1,"result":${result},"more":[]}`)
const result = (length: number) =>
  JSON.stringify({ success: true, osbuild_output: { success: true, log: { os: ['x'.repeat(length)] } } })

/** How often the event loop turned until the promise was settled. */
async function turnsDuring<T>(work: Promise<T>): Promise<{ turns: number; value: T }> {
  let turns = 0
  let open = true
  const count = () => {
    turns += 1
    if (open) setImmediate(count)
  }
  setImmediate(count)
  const value = await work.finally(() => (open = false))
  return { turns, value }
}

describe.each([
  ['small', 100],
  ['large', 3_000_000],
])('A %s report', (_, length) => {
  it('is taken apart and digested as the text that it is', async () => {
    const text = result(length)
    const report = await examiner.read('a', reportOf(text))
    expect([report.utf8, report.cut('partial', nothing)]).toEqual([true, nothing])
    const cut = report.cut('result', nothing)
    expect(cut.toString() === text).toBe(true)
    const { text: bytes, digest } = await examiner.digest('a', 'osbuild:x86_64', cut)
    expect(bytes.toString() === text).toBe(true)
    expect(digest).toEqual(digestResult('osbuild:x86_64', Buffer.from(text)))
  })

  it('has no members where it is no object, and is not UTF-8 where it is not', async () => {
    const filler = ' '.repeat(length)
    expect((await examiner.read('a', Buffer.from(`[${filler}]`))).members).toBeUndefined()
    expect((await examiner.read('a', Buffer.from(`{"result":${filler}`))).members).toBeUndefined()
    const broken = Buffer.concat([reportOf(`"${filler}`).subarray(0, -1), Buffer.from([0xff])])
    expect((await examiner.read('a', broken)).utf8).toBe(false)
  })

  it('may be a part of a larger buffer', async () => {
    const whole = Buffer.concat([Buffer.alloc(10), reportOf(result(length))])
    const report = await examiner.read('a', whole.subarray(10))
    expect(report.cut('result', nothing).toString() === result(length)).toBe(true)
  })
})

it('A large report leaves the event loop to others', async () => {
  const read = await turnsDuring(examiner.read('a', reportOf(result(20_000_000))))
  expect(read.turns).toBeGreaterThan(2)
  const cut = read.value.cut('result', nothing)
  const digested = await turnsDuring(examiner.digest('a', 'osbuild:x86_64', cut))
  expect(digested.turns).toBeGreaterThan(2)
})
