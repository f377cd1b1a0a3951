import { workerDocument } from '@composer/contracts'

/** What the API's document says of the members by which callers name things. */
export interface RequestLimits {
  /** Architectures that a worker may have; '' for none. */
  archs: readonly string[]
  /** Type names in one request. */
  maxTypes: number
  /** UTF-16 units of a type name. */
  maxTypeLength: number
}

interface Schemas {
  Arch: { enum: string[] }
  RequestJobRequest: { properties: { types: { maxItems: number; items: { maxLength: number } } } }
}

/** Reads the limits from the document, which is where they stand. */
export function requestLimits(): RequestLimits {
  const { Arch, RequestJobRequest } = workerDocument().components.schemas as unknown as Schemas
  const { types } = RequestJobRequest.properties
  return { archs: Arch.enum, maxTypes: types.maxItems, maxTypeLength: types.items.maxLength }
}
