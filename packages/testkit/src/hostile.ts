import fc, { type Arbitrary } from 'fast-check'

/** Texts on which something once broke: ends of encodings, names of prototypes, paths, endless repetitions. */
export const hostileText: Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    '\0',
    'a\0b',
    '\ud800',
    'x\udfff',
    '\ufffd',
    '\u202e',
    '__proto__',
    'constructor',
    'toString',
    '../../etc/passwd',
    '%00',
    "'; DROP TABLE jobs; --",
    '-1',
    '1e999',
    'true',
    '🙂'.repeat(100),
    'a'.repeat(255),
    'a'.repeat(256),
    'a'.repeat(70_000),
    '/a'.repeat(3000),
    `1${' '.repeat(50_000)}!`,
    '$6$',
  ),
  fc.string({ unit: 'binary', maxLength: 20 }),
)

const deep = (depth: number): unknown => (depth === 0 ? [] : [deep(depth - 1)])

/** Values of every kind, to stand where another kind is due. */
export const hostileValue: Arbitrary<unknown> = fc.oneof(
  { weight: 3, arbitrary: fc.constant(null) },
  {
    weight: 4,
    arbitrary: fc.constantFrom<unknown[]>(-1, 0, 1, 1.5, 2 ** 53, 1e300, true, false, [], {}, [null], [[]], {
      a: null,
    }),
  },
  { weight: 3, arbitrary: hostileText },
  {
    weight: 1,
    arbitrary: fc.constantFrom(deep(150), deep(250), Array(3000).fill(null), Array(500).fill('x')),
  },
)

type Path = (string | number)[]

/** Where the values inside a value stand, itself included. */
function pathsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path]
  const keys: Path = Array.isArray(value) ? [...value.keys()].slice(0, 5) : Object.keys(value)
  return [path, ...keys.flatMap((key) => pathsOf((value as Record<string, unknown>)[key], [...path, key]))]
}

/** A copy of the value with another one, or none, at the path. */
function withChange(value: unknown, path: Path, change: { value: unknown } | 'remove' | 'repeat'): unknown {
  const [key, ...rest] = path
  if (key === undefined) return typeof change === 'object' ? change.value : value
  const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) }) as Record<
    string,
    unknown
  >
  if (rest.length > 0) copy[key] = withChange(copy[key], rest, change)
  else if (change === 'repeat' && Array.isArray(copy))
    copy.push(...Array<unknown>(300).fill(copy[Number(key)]))
  else if (typeof change === 'object') copy[key] = change.value
  else if (Array.isArray(copy)) copy.splice(Number(key), 1)
  else return Object.fromEntries(Object.entries(copy).filter(([name]) => name !== key))
  return copy
}

/** Values that were right until one of their members was replaced, taken away, or repeated. */
export function mutated(right: Arbitrary<unknown>): Arbitrary<unknown> {
  const change = fc.oneof(
    { weight: 6, arbitrary: hostileValue.map((value) => ({ value })) },
    { weight: 1, arbitrary: fc.constantFrom('remove' as const, 'repeat' as const) },
  )
  return fc.tuple(right, fc.nat(), change).map(([value, at, one]) => {
    const paths = pathsOf(value)
    return withChange(value, paths[at % paths.length] ?? [], one)
  })
}

/** Texts that were JSON until something was cut off, put in between, or said twice. */
export function mutatedText(json: Arbitrary<string>): Arbitrary<string> {
  const piece = fc.constantFrom(
    '',
    '\0',
    '"',
    '{',
    '}',
    '[',
    ',',
    '\\',
    '\\ud800',
    '1e999',
    '\ufeff',
    'null',
    '{}',
  )
  return fc.tuple(json, fc.nat(), fc.nat(40), piece).map(([text, place, length, put]) => {
    const at = place % (text.length + 1)
    return text.slice(0, at) + put + text.slice(at + length)
  })
}
