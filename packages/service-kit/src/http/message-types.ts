import {
  IncomingMessage,
  ServerResponse,
  type OutgoingHttpHeader,
  type OutgoingHttpHeaders,
  type ServerOptions,
} from 'node:http'
import type { Express } from 'express'
import type { HeaderList } from './security-headers.js'

/** For `createServer`: the requests and responses that a server makes for an app. */
export interface MessageTypes {
  IncomingMessage: NonNullable<ServerOptions['IncomingMessage']>
  ServerResponse: NonNullable<ServerOptions['ServerResponse']>
}

type Headers = OutgoingHttpHeaders | OutgoingHttpHeader[]

/**
 * Types of request and response that are the app's own from the start. Express changes the prototype of both with every
 * request, after which V8 treats each of them as an object that it has never seen: four fifths of what Express costs. A
 * prototype that is there already is not changed.
 * @param everywhere headers of every answer, whoever gives it; those that were set for one answer win
 */
export function ownMessageTypes(app: Express, everywhere: HeaderList): MessageTypes {
  class AppRequest extends IncomingMessage {}
  class AppResponse<Request extends IncomingMessage> extends ServerResponse<Request> {
    override writeHead(status: number, reason?: string | Headers, headers?: Headers): this {
      const given = typeof reason === 'string' ? headers : reason
      // A list, which Node sends as it is as long as nothing was set before, is for answers that set none of these.
      if (Array.isArray(given) && this.getHeaderNames().length === 0)
        return super.writeHead(status, [...given, ...everywhere])
      for (let at = 0; at < everywhere.length; at += 2) {
        const [name, value] = everywhere.slice(at, at + 2)
        if (name !== undefined && value !== undefined && !this.hasHeader(name)) this.setHeader(name, value)
      }
      return typeof reason === 'string'
        ? super.writeHead(status, reason, headers)
        : super.writeHead(status, given)
    }
  }
  // Express declares neither; it documents both as the place for what all requests and responses of an app share.
  const prototypes = app as unknown as { request: object; response: object }
  Object.setPrototypeOf(AppRequest.prototype, prototypes.request)
  Object.setPrototypeOf(AppResponse.prototype, prototypes.response)
  prototypes.request = AppRequest.prototype
  prototypes.response = AppResponse.prototype
  return { IncomingMessage: AppRequest, ServerResponse: AppResponse }
}
