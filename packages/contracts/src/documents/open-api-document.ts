import { readFileSync } from 'node:fs'
import { lookUp } from './look-up.js'

/** An OpenAPI 3.0 document, as far as our code looks into it. */
export interface OpenApiDocument {
  openapi: string
  servers: { url: string }[]
  security?: Record<string, string[]>[]
  paths: Record<string, PathItem>
  components: {
    schemas: Record<string, object>
    responses?: Record<string, ResponseObject>
    parameters?: Record<string, ParameterObject>
  }
}

declare const operationTypes: unique symbol

/** A document that knows the types of its operations, by operation id: those that are generated from it. */
export interface DocumentOf<Operations> extends OpenApiDocument {
  /** For the compiler only: no document has this member. */
  [operationTypes]?: Operations
}

export const methods = ['get', 'post', 'put', 'patch', 'delete'] as const
export type Method = (typeof methods)[number]

export type PathItem = { parameters?: (ParameterObject | Reference)[] } & Partial<
  Record<Method, OperationObject>
>

export interface OperationObject {
  operationId: string
  /** An empty list: no token is asked for. */
  security?: Record<string, string[]>[]
  parameters?: (ParameterObject | Reference)[]
  requestBody?: { required?: boolean; content: Record<string, { schema: object }> }
  responses: Record<string, ResponseObject | Reference>
}

export interface ParameterObject {
  name: string
  in: 'path' | 'query' | 'header'
  required?: boolean
  schema: { type?: string }
}

export interface ResponseObject {
  description: string
  content?: Record<string, { schema: object }>
  /** The answer may come without its body. */
  'x-may-be-empty'?: boolean
}

export interface Reference {
  $ref: string
}

const parsed = new Map<string, unknown>()

/**
 * A document of `openapi/`, as `npm run generate` wrote it down: reading the YAML takes as long as the rest of a
 * service's start. Read once. The caller names the types that are generated from it.
 */
export function readDocument<Operations>(name: string): DocumentOf<Operations> {
  // The same step up from src and from dist.
  const file = new URL(`../../src/generated/${name}.json`, import.meta.url)
  const document: unknown = parsed.get(name) ?? JSON.parse(readFileSync(file, 'utf8'))
  parsed.set(name, document)
  return document as DocumentOf<Operations>
}

/** The object that a `$ref` stands for. References of references are followed. */
export function dereference<T extends object>(document: OpenApiDocument, node: T | Reference): T {
  return '$ref' in node ? dereference(document, lookUp(document, node.$ref) as T | Reference) : node
}
