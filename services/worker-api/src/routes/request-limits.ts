import { workerDocument } from '@composer/contracts'

/** The limits of architectures and job types in requests, from the OpenAPI document. */
export interface RequestLimits {
  /** Architectures that a worker may have; '' stands for none. */
  archs: readonly string[]
  /** How many type names one request may have. */
  maxTypes: number
  /** How many UTF-16 code units a type name may have. */
  maxTypeLength: number
}

interface Schemas {
  Arch: { enum: string[] }
  RequestJobRequest: { properties: { types: { maxItems: number; items: { maxLength: number } } } }
}

/** Reads the limits from the OpenAPI document. */
export function requestLimits(): RequestLimits {
  const { Arch, RequestJobRequest } = workerDocument().components.schemas as unknown as Schemas
  const { types } = RequestJobRequest.properties
  return { archs: Arch.enum, maxTypes: types.maxItems, maxTypeLength: types.items.maxLength }
}
