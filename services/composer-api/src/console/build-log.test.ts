import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { buildLog, mostStages, stagePlaces, type ResultReader } from './build-log.js'

const parts = (text: string, length = text.length): ResultReader =>
  async function* () {
    const characters = Array.from(text)
    for (let at = 0; at < characters.length; at += length) yield characters.slice(at, at + length).join('')
  }

async function textOf(result: ResultReader): Promise<string> {
  let text = ''
  for await (const part of buildLog(result)) text += part
  return text
}

const said = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('a\nb', 'a\n', '\n\n', '## os fake\n'))
const stage = fc.oneof(
  fc.record(
    {
      output: fc.oneof(said, fc.constantFrom(null, 5)),
      type: fc.oneof(fc.constantFrom('org.osbuild.rpm', null), fc.string()),
      success: fc.constantFrom(true, false, null, 'false'),
      metadata: fc.constantFrom({ output: 'not this' }, ['type']),
    },
    { requiredKeys: [] },
  ),
  fc.constantFrom(null, 7, 'text', ['output']),
)
const log = fc.oneof(
  fc.dictionary(
    fc.constantFrom('build', 'os', 'image'),
    fc.oneof(fc.array(stage, { maxLength: 3 }), fc.constant('no list')),
  ),
  fc.constantFrom(null, [], 'text'),
)

describe('the log of a build', () => {
  it('is the same in whatever parts its result comes', async () => {
    await fc.assert(
      fc.asyncProperty(log, fc.integer({ min: 1, max: 20 }), async (any, length) => {
        const result = JSON.stringify({
          success: true,
          osbuild_output: { type: 'result', log: any },
          log: { os: [{}] },
        })
        const stages = Object.entries(typeof any === 'object' && any !== null ? any : {}).flatMap(
          ([pipeline, list]) => (Array.isArray(list) ? list.map((one: unknown) => ({ pipeline, one })) : []),
        )
        const expected = stages.map(({ pipeline, one }) => {
          const { type, output, success } = (one ?? {}) as Record<string, unknown>
          const words = typeof output === 'string' ? output : ''
          const name = typeof type === 'string' ? type : ''
          const newline = words === '' || words.endsWith('\n') ? '' : '\n'
          return `## ${pipeline} ${name}${success === false ? ' (failed)' : ''}\n${words}${newline}`
        })
        const reader = parts(result, length)
        expect(await textOf(reader)).toBe(expected.join(''))
        let line = 1
        expect((await stagePlaces(reader)).map((place) => [place.line, place.lines])).toEqual(
          expected.map((text) => {
            const lines = text.split('\n').length - 1
            line += lines
            return [line - lines, lines]
          }),
        )
      }),
      { numRuns: 300 },
    )
  })

  it('is empty without a log, and without a result', async () => {
    expect(await textOf(parts('{"osbuild_output":{"log":null}}'))).toBe('')
    expect(await textOf(parts('{}'))).toBe('')
    expect(await textOf(parts(''))).toBe('')
  })

  it('ends behind so many stages as no build has', async () => {
    const os = Array.from({ length: mostStages + 1 }, () => ({}))
    const reader = parts(JSON.stringify({ osbuild_output: { log: { os } } }), 100_000)
    expect(await stagePlaces(reader)).toHaveLength(mostStages)
    expect((await textOf(reader)).split('\n')).toHaveLength(mostStages + 1)
  })

  it('lets others have their turn, at the largest size of a result', async () => {
    const line = `${'x'.repeat(98)}\\n`
    const part = line.repeat(4 * 10_485)
    const reader: ResultReader = async function* () {
      yield '{"osbuild_output":{"log":{"os":[{"output":"'
      for (let mebibytes = 0; mebibytes < 200; mebibytes += 4) yield part
      yield '"}]}}}'
    }
    // A step that is too long is so every time; a collection of garbage may come in any, on a machine that has much to do.
    let longest = Infinity
    for (let passes = 0; passes < 3 && longest >= 100; passes++) {
      let characters = 0
      const step = await longestStep(async () => {
        for await (const text of buildLog(reader)) characters += text.length
      })
      expect(characters).toBeGreaterThan(190 * 1024 * 1024)
      longest = Math.min(longest, step)
    }
    expect(longest).toBeLessThan(100)
  }, 600_000)
})

/** Milliseconds of a processor that this thread took at most before the event loop turned, as test/fuzz/loop-watch.mjs has it. */
async function longestStep(work: () => Promise<void>): Promise<number> {
  const cpuMs = () => Number(readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ')[0]) / 1e6
  let longest = 0
  let before = cpuMs()
  const look = () => {
    const now = cpuMs()
    longest = Math.max(longest, now - before)
    before = cpuMs()
  }
  const timer = setInterval(look, 1)
  await work()
  clearInterval(timer)
  look()
  return longest
}
