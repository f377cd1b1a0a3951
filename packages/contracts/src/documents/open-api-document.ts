import { readFileSync } from 'node:fs'
import { parse } from 'yaml'

/** An OpenAPI 3.0 document, as far as our code looks into it. */
export interface OpenApiDocument {
  openapi: string
  servers: { url: string }[]
  security?: Record<string, string[]>[]
  paths: Record<string, PathItem>
  components: {
    schemas: Record<string, object>
    responses: Record<string, ResponseObject>
    parameters: Record<string, ParameterObject>
  }
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
  schema: object
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

const parsed = new Map<string, OpenApiDocument>()

/** A document of `openapi/`; read once. */
export function readDocument(name: string): OpenApiDocument {
  const known = parsed.get(name)
  if (known) return known
  // The same step up from src and from dist.
  const file = new URL(`../../openapi/${name}.yml`, import.meta.url)
  const document = parse(readFileSync(file, 'utf8')) as OpenApiDocument
  parsed.set(name, document)
  return document
}

/** The object that a `$ref` stands for. References of references are followed. */
export function dereference<T extends object>(document: OpenApiDocument, node: T | Reference): T {
  let found: unknown = node
  while (isReference(found)) {
    found = found.$ref
      .slice('#/'.length)
      .split('/')
      .reduce<unknown>((parent, key) => (parent as Record<string, unknown> | undefined)?.[key], document)
  }
  if (found === undefined) throw new Error(`The document has no ${JSON.stringify(node)}`)
  return found as T
}

function isReference(node: unknown): node is Reference {
  return typeof node === 'object' && node !== null && '$ref' in node
}
