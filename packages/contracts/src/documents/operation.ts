import type {
  components as composerComponents,
  operations as composerOperations,
} from '../generated/composer.v2.js'
import type {
  components as consoleComponents,
  operations as consoleOperations,
  paths as consolePaths,
} from '../generated/console.v1.js'
import type { operations as workerOperations } from '../generated/worker.v1.js'

export type ComposerComponents = composerComponents
export type ComposerOperations = composerOperations
export type ConsoleComponents = consoleComponents
export type ConsoleOperations = consoleOperations
export type ConsolePaths = consolePaths
export type WorkerOperations = workerOperations

/** The types of an operation of which nothing is known, in the form that openapi-typescript writes. */
export interface AnyOperation {
  parameters: { path: Record<string, string>; query?: Record<string, string | string[]> }
  requestBody: { content: { 'application/json': unknown } }
  responses: Record<
    number,
    { content: { 'application/json': unknown; 'application/octet-stream': string; 'x-empty': never } }
  >
}

/** Parameters of the path, percent-decoded. Their format is the handler's business. */
export type ParamsOf<Operation> = Operation extends { parameters: { path: infer Path } }
  ? { [Name in keyof Path]: string }
  : Record<never, never>

/** Parameters of the query as they were sent: text, and lists of text where the document has a list. */
export type QueryOf<Operation> = Operation extends { parameters: { query?: infer Query } }
  ? { [Name in keyof Query]?: TextOf<NonNullable<Query[Name]>> }
  : Record<never, never>

type TextOf<Value> = Value extends readonly unknown[] ? string[] : string

/** The JSON body of a request, valid and with its defaults; undefined where the operation takes none. */
export type BodyOf<Operation> = Operation extends { requestBody?: infer Body }
  ? JsonOf<NonNullable<Body>>
  : undefined

type JsonOf<Body> = [Body] extends [{ content: { 'application/json': infer Json } }]
  ? [Body] extends [never]
    ? undefined
    : Json
  : undefined

/** The documented answers by status: content by media type, or `content?: never` where there is no body. */
export type ResponsesOf<Operation> = Operation extends { responses: infer Responses } ? Responses : never
