import { readBody, requestState, type BodyReader } from '@composer/service-kit'
import type { Request, Response } from 'express'
import { refusal } from '../errors.js'

export interface BodyBudgetOptions {
  /** Bytes of large bodies that are held at the same time; of one tenant half as many. */
  bytes: number
  /** Smaller bodies are not counted. */
  free: number
  /** Who has sent for longer than this loses its place when there is no room for another. */
  patienceMs: number
}

export interface BodyBudget {
  /** Takes a body in, or throws error 503. */
  read: BodyReader
  /** Bytes that are held. */
  held(): number
}

interface Holder {
  channel: string
  bytes: number
  /** Undefined once the body is there. */
  receivedFrom: number | undefined
}

const retryAfterSeconds = 5

/**
 * Bounds the memory of the bodies that are received, read and stored at the same time: each takes a few times its size
 * until its answer is out. A body that is larger than what it is measured by is let in when nothing else is held.
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
