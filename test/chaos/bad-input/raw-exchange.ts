import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** Longer than any of these may take. */
const patienceMs = 20_000

/**
 * Sends bytes as they are and reads until the other side closes or has answered: the status of the first answer,
 * `closed` without one, or `nothing` when it takes too long.
 */
export async function rawExchange(
  port: number,
  bytes: string | Buffer | Iterable<Buffer>,
): Promise<number | 'closed' | 'nothing'> {
  const socket = connect(port, '127.0.0.1')
  let done = false
  const answered = firstStatus(socket).finally(() => (done = true))
  const late = AbortSignal.timeout(patienceMs)
  const room = () => new Promise<void>((resolve) => socket.once('drain', resolve))
  const tooLate = once(late, 'abort').then(() => 'nothing' as const)
  try {
    for (const chunk of typeof bytes === 'string' || Buffer.isBuffer(bytes) ? [bytes] : bytes) {
      if (!socket.writable || done || late.aborted) break
      if (!socket.write(chunk)) await Promise.race([room(), answered, tooLate])
    }
    return await Promise.race([answered, tooLate])
  } finally {
    socket.destroy()
  }
}

function firstStatus(socket: Socket): Promise<number | 'closed'> {
  return new Promise((resolve) => {
    let text = ''
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1')
      const status = /^HTTP\/1\.1 (\d{3}) /.exec(text)?.[1]
      if (status !== undefined) resolve(Number(status))
    })
    socket.on('error', () => resolve('closed'))
    socket.on('close', () => resolve('closed'))
  })
}
