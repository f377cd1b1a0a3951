import { mapOf, opaque, record, text } from './json-schema.js'

/** Pipeline → SBOM. The documents are relayed and never looked into. */
export const sbomDocsSchema = mapOf(record({ type: text, document: opaque }))
export const sbomDocsSelection = { '*': { type: true, document: {} } } as const
