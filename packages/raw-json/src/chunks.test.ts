import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import {
  createSelector,
  findMembers,
  JsonSyntaxError,
  readSelected,
  SelectionTooLargeError,
  splitMembers,
  type Selection,
} from '@composer/raw-json'

/** The text in pieces of these lengths, over and over. */
function* inChunks(text: string, lengths: readonly number[]): Generator<Buffer> {
  const bytes = Buffer.from(text)
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const length = lengths[turn % lengths.length] ?? 1
    // A copy that is spoiled afterwards: nothing may depend on a chunk that was written.
    const chunk = Buffer.from(bytes.subarray(at, at + length))
    yield chunk
    chunk.fill(0xff)
    at += length
  }
}

function select(text: string, selection: Selection, lengths: readonly number[], options = {}): unknown {
  const selector = createSelector(selection, options)
  for (const chunk of inChunks(text, lengths)) selector.write(chunk)
  return selector.end()
}

function split(text: string, names: string[], lengths: readonly number[]): Map<string, string> {
  const splitter = splitMembers(names)
  const found = new Map<string, Buffer[]>()
  for (const chunk of inChunks(text, lengths)) {
    for (const { name, begins, bytes } of splitter.write(chunk)) {
      if (begins) found.set(name, [])
      found.get(name)?.push(Buffer.from(bytes))
    }
  }
  splitter.end()
  return new Map([...found].map(([name, parts]) => [name, Buffer.concat(parts).toString()]))
}

const outcome = (read: () => unknown): unknown => {
  try {
    return { value: read() }
  } catch (error) {
    return (error as Error).name
  }
}

const lengths = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 })
const nearly = fc.oneof(
  fc.json(),
  fc.string(),
  fc
    .tuple(fc.json(), fc.nat(), fc.constantFrom('"', '{', '}', ',', '\\', '0', 'e', ' ', '[', '-', '.'))
    .map(([text, at, extra]) => {
      const place = at % (text.length + 1)
      return text.slice(0, place) + extra + text.slice(place)
    }),
)
const { selection } = fc.letrec<{ selection: Selection }>((tie) => ({
  selection: fc.oneof(
    { depthSize: 'small' },
    fc.constant<Selection>(true),
    fc.tuple(tie('selection')).map(([of]) => [of] as const),
    fc.dictionary(fc.constantFrom('a', 'b', '', '*'), tie('selection'), { maxKeys: 3 }),
  ),
}))
const value = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(1, -0.5e-7, 'text', 'ü\u0000"\\', true, null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', '', 'c'), tie('value'), { maxKeys: 4 }),
  ),
})).value

describe('createSelector', () => {
  it('builds of chunks what readSelected builds of the whole', () => {
    fc.assert(
      fc.property(value, selection, lengths, fc.nat(2), (any, of, cuts, indent) => {
        const text = JSON.stringify(any, null, indent)
        expect(select(text, of, cuts)).toEqual(readSelected(Buffer.from(text), of))
      }),
      { numRuns: 3000 },
    )
  })

  it('takes and refuses what readSelected takes and refuses', () => {
    fc.assert(
      fc.property(nearly, lengths, (text, cuts) => {
        fc.pre(text.isWellFormed())
        const whole = outcome(() => readSelected(Buffer.from(text), true))
        expect(outcome(() => select(text, true, cuts))).toEqual(whole)
        expect(outcome(() => select(text, {}, cuts)) === 'JsonSyntaxError').toBe(whole === 'JsonSyntaxError')
      }),
      { numRuns: 5000 },
    )
  })

  it('stops before it builds more than it may, and does not keep what it steps over', () => {
    const text = JSON.stringify({ skipped: 'x'.repeat(10_000), list: Array(100).fill({}) })
    expect(select(text, { list: [{}] }, [100], { maxBytes: 110 * 32 })).toHaveProperty('list.length', 100)
    expect(() => select(text, { list: [{}] }, [100], { maxBytes: 1000 })).toThrow(SelectionTooLargeError)
    expect(() => select(text, { skipped: true }, [100], { maxBytes: 1000 })).toThrow(SelectionTooLargeError)
  })

  it('has a limit of depth', () => {
    const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`
    expect(select(nested(10_000), {}, [1000])).toEqual([])
    expect(() => select(nested(10_001), {}, [1000])).toThrow(JsonSyntaxError)
  })
})

describe('splitMembers', () => {
  it('cuts out of chunks what findMembers finds in the whole', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('a', 'b', 'c'), value),
        lengths,
        fc.nat(2),
        (any, cuts, indent) => {
          const text = `${JSON.stringify(any, null, indent)} trailing {`
          const bytes = Buffer.from(text)
          const spans = findMembers(bytes, ['a', 'b'], { trailing: 'ignore' })
          const whole = new Map(
            [...spans].map(([name, { start, end }]) => [name, bytes.toString('utf8', start, end)]),
          )
          expect(split(text, ['a', 'b'], cuts)).toEqual(whole)
        },
      ),
      { numRuns: 2000 },
    )
  })

  it.each([
    ['{"a":1,"a":[2, 3]}', '[2, 3]'],
    ['{"\\u0061": -1.5e3 }', '-1.5e3'],
    ['{"b":{"a":1}}', undefined],
  ])('reads %s like JSON.parse', (text, expected) => {
    for (const length of [1, 2, 3, 100]) expect(split(text, ['a'], [length]).get('a')).toBe(expected)
  })

  it.each(['', '[]', '1', '{"a":1', '{"a" 1}', '{"a":01}', '{,}', '{"a":"\n"}'])('refuses %j', (text) => {
    for (const length of [1, 2, 100]) expect(() => split(text, ['a'], [length])).toThrow(JsonSyntaxError)
  })
})
