import { Agent, request } from 'node:http'

export interface Answer {
  status: number
  body: Buffer
}

export const keepAlive = (sockets: number) => new Agent({ keepAlive: true, maxSockets: sockets })

/** Sends JSON text and reads the whole answer. */
export function send(agent: Agent, url: string, method: string, body: string | Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, {
      agent,
      method,
      headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
    })
    outgoing.on('error', reject)
    outgoing.on('response', (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks) }))
    })
    outgoing.end(body)
  })
}
