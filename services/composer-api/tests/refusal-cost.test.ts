import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { prepareReaders, type RequestReader } from '../src/intake/read-request.js'
import { startCounting, type OperationCounter } from './count-operations.js'
import { planContext } from './plan-context.js'
import { composeRequest, kojiRequest } from './requests.js'
import { shippedCatalog } from './shipped-catalog.js'

/** Blocks of code and characters handled for each byte of a body: one look at its shape, one parse, one check. */
const mostPerByte = 5
/** What does not depend on the length, the words of the refusal above all. */
const mostBeside = 20_000

let counter: OperationCounter
let read: RequestReader
beforeAll(async () => {
  counter = await startCounting()
  read = prepareReaders()(await shippedCatalog())
})
afterAll(() => counter.stop())

const customized = (customizations: object) => composeRequest({ customizations })
const sized = (minsize: string) =>
  composeRequest({ blueprint: { name: 'b', customizations: { filesystem: [{ mountpoint: '/', minsize }] } } })
const many = <T>(count: number, make: (at: number) => T) => Array.from({ length: count }, (_, at) => make(at))

const rows: [title: string, body: () => object][] = [
  ...[50_000, 100_000, 7_000_000].map((length): [string, () => object] => [
    `a host name of ${length} characters`,
    () => customized({ hostname: 'a'.repeat(length) }),
  ]),
  ['a size of 50,000 spaces', () => sized(`1${' '.repeat(50_000)}!`)],
  [
    'a mount point of 50,000 folders',
    () => customized({ filesystem: [{ mountpoint: '/a'.repeat(50_000), min_size: 1 }] }),
  ],
  ['a path of 50,000 folders', () => customized({ files: [{ path: '/a'.repeat(50_000) }] })],
  ['1,000 users', () => customized({ users: many(1000, (at) => ({ name: `u${at}`, password: 'p' })) })],
  ...[5000, 10_000, 25_000].map((count): [string, () => object] => [
    `${count} images`,
    () => kojiRequest(many(count, () => ({}))),
  ]),
  ['500,000 packages', () => customized({ packages: many(500_000, (at) => `p${at}`) })],
]

it.each(rows)('refusing %s costs no more than reading it', async (_, body) => {
  const { newId: _newId, ...plan } = planContext()
  const rawBody = Buffer.from(JSON.stringify(body()))
  const request = { operation: 'postCompose', rawBody, plan } as const
  // Schemas are compiled when they are first needed.
  await read({ ...request, rawBody: Buffer.from(JSON.stringify(composeRequest({ surprise: 1 }))) })
  let outcome: object = {}
  const cost = await counter.count(async () => {
    outcome = await read(request)
  })
  expect(outcome).toHaveProperty('invalid')
  expect(cost).toBeLessThan(mostPerByte * rawBody.length + mostBeside)
})
