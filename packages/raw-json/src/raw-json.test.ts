import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import {
  findMembers,
  JsonSyntaxError,
  readSelected,
  SelectionTooLargeError,
  type Selection,
} from '@composer/raw-json'

const bytes = (text: string) => Buffer.from(text)
const cut = (text: string, name: string, options = {}) => {
  const json = bytes(text)
  const span = findMembers(json, [name], options).get(name)
  return span && json.toString('utf8', span.start, span.end)
}
const parses = (text: string) => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

describe('findMembers', () => {
  it.each([
    ['{"result":  {"n": 9223372036854775807}  }', '{"n": 9223372036854775807}'],
    ['{"a":{"result":1},"result":[1.0e3,"\\u0000\\ud800"]}', '[1.0e3,"\\u0000\\ud800"]'],
    ['{"result":1,"result":2}', '2'],
    ['{"r\\u0065sult":true}', 'true'],
    ['{"other":1}', undefined],
    ['{}', undefined],
  ])('cuts the exact text out of %s', (text, expected) => {
    expect(cut(text, 'result')).toBe(expected)
  })

  it('reads only the first value when told so', () => {
    expect(cut('{"result":1} {"result":2} junk', 'result', { trailing: 'ignore' })).toBe('1')
    expect(() => cut('{"result":1} x', 'result')).toThrow(JsonSyntaxError)
  })

  it.each([
    '',
    ' ',
    '[]',
    '"x"',
    '{',
    '{"a"}',
    '{"a":}',
    '{"a":1,}',
    '{"a":01}',
    '{"a":1.}',
    '{"a":"\n"}',
    '{"a":"\\x"}',
    '{"a":[1,]}',
    '{a:1}',
    '{"a":tru}',
    '{"a":1}}',
  ])('refuses %j', (text) => {
    expect(() => findMembers(bytes(text), ['a'])).toThrow(JsonSyntaxError)
  })

  it('refuses bytes that are not UTF-8, unless the caller sees to them', () => {
    const broken = Buffer.from('{"a":"\xff"}', 'latin1')
    expect(() => findMembers(broken, ['a'])).toThrow('UTF-8')
    expect(findMembers(broken, ['a'], { utf8: 'ignore' }).get('a')).toMatchObject({ start: 5, end: 8 })
  })

  it('steps over deep nesting without recursion and has a limit', () => {
    const nested = (depth: number) => bytes(`{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`)
    expect(findMembers(nested(9_000), ['a']).get('a')).toMatchObject({ start: 5, end: 5 + 18_000 })
    expect(() => findMembers(nested(11_000), ['a'])).toThrow(JsonSyntaxError)
  })

  it('finds in any object what JSON.parse finds', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue()),
        fc.nat(4),
        (object, indent) => {
          const json = bytes(JSON.stringify(object, null, indent))
          for (const [name, span] of findMembers(json, Object.keys(object))) {
            expect(JSON.parse(json.toString('utf8', span.start, span.end))).toEqual(
              JSON.parse(JSON.stringify(object[name])),
            )
          }
        },
      ),
    )
  })
})

describe('readSelected', () => {
  it('builds the selected parts only', () => {
    const json = bytes('{"a":{"log":[1,2,3],"ok":true,"list":[{"x":1,"y":2},{"y":3}]},"b":5}')
    expect(readSelected(json, { a: { ok: true, list: [{ y: true }] } })).toEqual({
      a: { ok: true, list: [{ y: 2 }, { y: 3 }] },
    })
    expect(readSelected(json, { '*': { ok: true } })).toEqual({ a: { ok: true }, b: 5 })
  })

  it('tells the kind of a value that is not what was selected', () => {
    expect(
      readSelected(bytes('{"a":[1],"b":"x","c":{"d":1}}'), { a: { x: true }, b: { x: true }, c: [true] }),
    ).toEqual({ a: [], b: 'x', c: {} })
  })

  it('reads NUL, lone surrogates and escaped names as JSON.parse does, the last of equal names', () => {
    const text = '{"\\u0061":{"x":1},"a":["\\u0000","\\ud800"]}'
    expect(readSelected(bytes(text), { a: [true] })).toEqual({ a: ['\u0000', '\ud800'] })
    expect(readSelected(bytes(text), { a: [true] })).toEqual(JSON.parse(text))
  })

  it('finds syntax errors in the parts it steps over', () => {
    expect(() => readSelected(bytes('{"a":1,"b":[1,{"c":01}]}'), { a: true })).toThrow(
      new JsonSyntaxError(20, 'a comma or the end of a list'),
    )
  })

  it('stops before it builds more than it may', () => {
    const json = bytes(JSON.stringify({ skipped: 'x'.repeat(10_000), list: Array(100).fill({}) }))
    expect(readSelected(json, { list: [{}] }, { maxBytes: 100 * 64 })).toHaveProperty('list.length', 100)
    expect(() => readSelected(json, { list: [{}] }, { maxBytes: 1_000 })).toThrow(SelectionTooLargeError)
  })

  it('keeps a member called __proto__ a member', () => {
    const read = readSelected(bytes('{"__proto__":{"a":1}}'), { __proto__: true, '*': true } as never)
    expect(Object.keys(read as object)).toEqual(['__proto__'])
  })

  const memberWithEnds = (text: Buffer, name: string) => {
    const span = findMembers(text, [name]).get(name)
    if (!span) throw new Error(`There is no ${name}`)
    return { json: text.subarray(span.start, span.end), ends: span.ends }
  }

  it('does not look again at what was stepped over before', () => {
    const result = { data: { long: 'x'.repeat(5000) }, success: true }
    const { json, ends } = memberWithEnds(bytes(JSON.stringify({ result })), 'result')
    json.fill('?', json.indexOf('long'), json.indexOf('xx'))
    expect(readSelected(json, { success: true }, { ends })).toEqual({ success: true })
    expect(() => readSelected(json, { success: true })).toThrow(JsonSyntaxError)
  })

  it('reads the same whether ends are known or not', () => {
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 5 },
        fc.constantFrom(1, 'x"\\', 'y'.repeat(5000)),
        fc.array(tie('tree'), { maxLength: 4 }),
        fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('tree')),
      ),
    }))
    const selections: Selection[] = [{}, { a: true }, { a: { b: true }, '*': [{ c: true }] }, [{ a: [true] }]]
    let known = 0
    fc.assert(
      fc.property(tree, fc.boolean(), (value, indented) => {
        const report = JSON.stringify({ before: [value], result: value }, undefined, indented ? 1 : 0)
        const { json, ends } = memberWithEnds(bytes(report), 'result')
        known += ends.size
        for (const selection of selections)
          expect(readSelected(json, selection, { ends })).toEqual(readSelected(json, selection))
      }),
    )
    expect(known).toBeGreaterThan(0)
  })

  it('accepts exactly the texts that JSON.parse accepts, and builds the same from them', () => {
    const nearly = fc.oneof(
      fc.json(),
      fc.string(),
      fc
        .tuple(fc.json(), fc.nat(), fc.constantFrom('"', '{', '}', ',', '\\', '0', 'e', ' '))
        .map(([text, at, extra]) => {
          const place = at % (text.length + 1)
          return text.slice(0, place) + extra + text.slice(place)
        }),
    )
    fc.assert(
      fc.property(nearly, (text) => {
        fc.pre(text.isWellFormed())
        if (parses(text)) expect(readSelected(bytes(text), true)).toEqual(JSON.parse(text))
        else expect(() => readSelected(bytes(text), {})).toThrow(JsonSyntaxError)
      }),
      { numRuns: 3000 },
    )
  })
})
