import { mapOf, record, text } from './json-schema.js'

/** Pipeline → SBOM. The documents are relayed and never looked into. */
export const sbomDocsSchema = mapOf(record({ type: text, document: { type: 'object' } }, ['document']))
