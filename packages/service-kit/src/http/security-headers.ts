import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import helmet from 'helmet'

/** Names and values in turn, as `writeHead` takes them. */
export type HeaderList = readonly string[]

/** What helmet sets on every answer. None of it depends on the request, so it is asked once. */
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
