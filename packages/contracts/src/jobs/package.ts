import { listOf, mapOf, record, text } from './json-schema.js'

/** The members of a solved package that the API shows. Workers of different ages write a checksum in two ways. */
const solvedPackage = record(
  {
    name: { type: 'string' },
    epoch: { type: ['integer', 'null'] },
    version: text,
    release: text,
    arch: text,
    checksum: {
      type: ['string', 'object', 'null'],
      required: ['type', 'value'],
      properties: { type: { type: 'string' }, value: { type: 'string' } },
    },
  },
  ['name'],
)

/** Pipeline → transactions → packages. */
export const transactionsSchema = mapOf(listOf(listOf(solvedPackage)))

/** Pipeline → packages: what workers answered before there were transactions. */
export const packageSpecsSchema = mapOf(listOf(solvedPackage))
