import type { ReadyKey } from './types.js'

export type QueueNews = { ready: ReadyKey[] } | { finished: string }

/**
 * Parses a notification. Undefined when it does not come from the queue: any client of the server can send any text.
 */
export function readNotification(notification: {
  channel: string
  payload?: string | undefined
}): QueueNews | undefined {
  const { channel, payload = '' } = notification
  if (channel === 'job_finished') return { finished: payload }
  const items = parse(payload)
  if (!Array.isArray(items) || !items.every(isKey)) return undefined
  return { ready: items.map(([key, type]) => ({ channel: key, type })) }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const isKey = (item: unknown): item is [string, string] =>
  Array.isArray(item) && item.length === 2 && item.every((part) => typeof part === 'string')
