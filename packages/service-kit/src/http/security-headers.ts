import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import helmet from 'helmet'

/** Alternating names and values, as `writeHead` takes them. */
export type HeaderList = readonly string[]

/** The headers that helmet sets on every answer. They do not depend on the request, so helmet runs only once. */
export function securityHeaders(): HeaderList {
  const list: string[] = []
  class Recorder extends ServerResponse {
    override setHeader(name: string, value: number | string | readonly string[]): this {
      list.push(name, String(value))
      return this
    }
  }
  const request = new IncomingMessage(new Socket())
  helmet()(request, new Recorder(request), (error) => {
    if (error) throw new Error('helmet refused to set its headers', { cause: error })
  })
  return list
}
