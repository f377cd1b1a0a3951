import type { Request } from 'express'
import { firstValue, JsonSyntaxError, shapeFault } from '@composer/raw-json'
import type { ErrorCatalogue } from '../errors/error-catalogue.js'
import type { ErrorNumbers } from './error-numbers.js'
import { parseJson } from './examine-body.js'
import { BodyTooLargeError, readBody } from './read-body.js'

export interface Body {
  body: unknown
  rawBody: Buffer | AsyncIterable<Buffer> | undefined
}

/**
 * Resolves with the whole body, of at most `limit` bytes. With `streams`, it may instead resolve with a body that is
 * still arriving; iterating it may throw BodyTooLargeError or BodyAbortedError.
 */
export type BodyReader = (
  req: Request,
  limit: number,
  options: { streams: boolean },
) => Promise<Buffer | AsyncIterable<Buffer>>

interface Refusals {
  catalogue: ErrorCatalogue
  errors: ErrorNumbers
  bodyReader?: BodyReader
}

const exact = 'application/json'

/**
 * Reads the body of a validated operation. The order of the checks is that of the reference: media type, JSON and
 * schema come first, with one error number for all; only then a parameter in the content type is refused.
 * @param examine parses and validates the bytes; throws the error to be answered
 * @returns the result of `examine`
 * @throws ApiError `invalid`, `contentType` or `tooLarge`
 */
export async function readStrictBody<T>(
  req: Request,
  limit: number,
  examine: (rawBody: Buffer) => T | Promise<T>,
  refusals: Refusals,
): Promise<T> {
  const { catalogue, errors } = refusals
  const types = req.headersDistinct['content-type'] ?? []
  if (types.length > 1) throw catalogue.error(errors.contentType, 'more than one Content-Type header')
  const type = types[0] ?? ''
  if (type.split(';')[0]?.trim().toLowerCase() !== exact) {
    throw catalogue.error(
      errors.invalid,
      `request body has an error: header Content-Type has unexpected value '${type.slice(0, 100)}'`,
    )
  }
  const rawBody = await readWhole(req, limit, refusals)
  if (rawBody.length === 0)
    throw catalogue.error(errors.invalid, 'request body has an error: value is required but missing')
  const examined = await examine(rawBody)
  if (type !== exact) throw catalogue.error(errors.contentType, `Content-Type must be exactly ${exact}`)
  return examined
}

/**
 * Reads the body of an operation that is not validated: any JSON object; what follows the first JSON value is ignored.
 * @param raw returns the bytes without parsing them
 * @throws ApiError `contentType`, `malformed` or `tooLarge`
 */
export async function readLenientBody(
  req: Request,
  limit: number,
  raw: boolean,
  refusals: Refusals,
): Promise<Body> {
  const { catalogue, errors } = refusals
  const types = req.headersDistinct['content-type'] ?? []
  if (types.length !== 1 || types[0] !== exact) throw catalogue.error(errors.contentType)
  if (raw) return { body: undefined, rawBody: await readLimited(req, limit, refusals, true) }
  const rawBody = await readWhole(req, limit, refusals)
  const shape = shapeFault(rawBody)
  if (shape !== undefined) throw catalogue.error(errors.malformed, `body: ${shape}`)
  const body = parseJson(rawBody)?.value ?? parseFirst(rawBody)
  if (body === undefined || body === null || typeof body !== 'object' || Array.isArray(body)) {
    throw catalogue.error(errors.malformed, 'body: must be a JSON object')
  }
  return { body, rawBody }
}

async function readWhole(req: Request, limit: number, refusals: Refusals): Promise<Buffer> {
  const body = await readLimited(req, limit, refusals, false)
  if (!Buffer.isBuffer(body)) throw new Error('The body reader returned a stream where a buffer is required')
  return body
}

const wholeBody: BodyReader = (req, limit) => readBody(req, limit)

async function readLimited(
  req: Request,
  limit: number,
  { catalogue, errors, bodyReader = wholeBody }: Refusals,
  streams: boolean,
): Promise<Buffer | AsyncIterable<Buffer>> {
  try {
    return await bodyReader(req, limit, { streams })
  } catch (error) {
    if (error instanceof BodyTooLargeError)
      throw catalogue.error(errors.tooLarge, error.message).withStatus(413)
    throw error
  }
}

/** Parses the first value of a text such as `{…} something else`, like Go's decoder, which ignores what follows. */
function parseFirst(bytes: Buffer): unknown {
  try {
    const { start, end } = firstValue(bytes)
    return parseJson(bytes.subarray(start, end))?.value
  } catch (error) {
    if (error instanceof JsonSyntaxError) return undefined
    throw error
  }
}
