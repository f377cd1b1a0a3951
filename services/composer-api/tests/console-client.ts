import { request } from 'node:http'
import { expectDocumented } from '@composer/testkit'
import type { TestComposer } from './composer.js'

export interface ConsoleAnswer {
  status: number
  headers: Record<string, string | string[] | undefined>
  text: string
}

export interface Parsed extends ConsoleAnswer {
  body: any // eslint-disable-line @typescript-eslint/no-explicit-any -- tests look into it by path
}

interface Sent {
  method?: string
  headers?: Record<string, string>
  body?: unknown
}

/** Speaks with the console of a service. */
export function consoleClient(composer: () => TestComposer) {
  /** A request as no browser sends it: with every header free, `Host` included. */
  const send = (
    path: string,
    { method = 'GET', headers = {}, body }: Sent = {},
    service = composer(),
  ): Promise<ConsoleAnswer> =>
    new Promise((resolve, reject) => {
      const sent = request(`${service.internalUrl}${path}`, { method, headers }, (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: Buffer.concat(chunks).toString(),
          }),
        )
      })
      sent.on('error', reject)
      sent.end(body === undefined ? undefined : JSON.stringify(body))
    })
  /** A question to the API; its answer is held against the document. */
  const ask = async (
    path: string,
    headers: Record<string, string> = {},
    service = composer(),
  ): Promise<ConsoleAnswer> => {
    const answer = await send(`/console/api${path}`, { headers }, service)
    expectDocumented('console', 'GET', path, answer)
    return answer
  }
  const get = async (path: string): Promise<Parsed> => {
    const answer = await ask(path)
    return { ...answer, body: JSON.parse(answer.text) }
  }
  return { send, ask, get }
}
