import { readBody, requestState, type BodyReader } from '@composer/service-kit'
import type { Request, Response } from 'express'
import { refusal } from '../errors.js'

export interface BodyBudgetOptions {
  /** Most bytes of large bodies that are held at the same time; one tenant may hold half of it. */
  bytes: number
  /** Bytes: bodies up to this size are not counted. */
  free: number
  /** Milliseconds: a body that takes longer to arrive is dropped when there is no room for another one. */
  patienceMs: number
}

export interface BodyBudget {
  /** Reads a body. @throws error 503 when there is no room for it */
  read: BodyReader
  /** Bytes of large bodies that are held now. */
  held(): number
}

interface Holder {
  channel: string
  bytes: number
  /** Milliseconds of `performance.now()`; undefined once the whole body has arrived. */
  receivedFrom: number | undefined
}

const retryAfterSeconds = 5

/**
 * Limits the memory of the bodies that are received, read and stored at the same time: each body takes a few times its
 * size until its answer is sent. A body that is larger than a limit is still accepted when nothing else is held
 * under that limit.
 */
export function createBodyBudget({ bytes: budget, free, patienceMs }: BodyBudgetOptions): BodyBudget {
  const holders = new Map<Request, Holder>()
  const held = (channel?: string): number =>
    [...holders.values()]
      .filter((holder) => channel === undefined || holder.channel === channel)
      .reduce((sum, { bytes }) => sum + bytes, 0)
  const fits = (taken: number, bytes: number, most: number) => taken === 0 || taken + bytes <= most

  const dropSlow = (): void => {
    const now = performance.now()
    for (const [req, { receivedFrom = now }] of holders) if (now - receivedFrom > patienceMs) req.destroy()
  }
  return {
    held,
    async read(req, limit) {
      const declared = Number(req.headers['content-length'] ?? limit)
      if (declared <= free || declared > limit) return readBody(req, limit)
      const { res } = req
      const channel = res && requestState(res as Response).principal?.channel
      if (channel === undefined) throw new Error('A body is read before its sender is known')
      if (!fits(held(), declared, budget) || !fits(held(channel), declared, budget / 2)) {
        dropSlow()
        throw refusal(503, 'too many large requests are being read; try again later').withRetryAfter(
          retryAfterSeconds,
        )
      }
      const holder: Holder = { channel, bytes: declared, receivedFrom: performance.now() }
      holders.set(req, holder)
      res?.once('close', () => holders.delete(req))
      const body = await readBody(req, limit)
      holder.receivedFrom = undefined
      return body
    },
  }
}
