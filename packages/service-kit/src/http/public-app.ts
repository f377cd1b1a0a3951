import type { AnyOperation } from '@composer/contracts'
import express, { type Express } from 'express'
import { createUnreadableListener, type UnreadableListener } from './answer-unreadable.js'
import type { BindOptions } from './bind-operations.js'
import { createErrorHandler } from './error-handler.js'
import { ownMessageTypes, type MessageTypes } from './message-types.js'
import { createRequestChain, type ChainOptions } from './request-chain.js'
import { securityHeaders } from './security-headers.js'

export type PublicApp = Express & {
  answerUnreadable: UnreadableListener
  /** Classes for the server's requests and responses; without them every request takes three times as long. */
  messageTypes: MessageTypes
}

/** Makes the app of a service's public port: operation id, log context, metrics, authentication, operations, errors. */
export function createPublicApp<
  Operations = Record<string, AnyOperation>,
  Validate extends 'strict' | 'lenient' = 'strict' | 'lenient',
  const Raw extends string = never,
>(options: BindOptions<Operations, Validate, Raw> & Omit<ChainOptions, keyof BindOptions>): PublicApp {
  return createApp(options)
}

function createApp(options: ChainOptions): PublicApp {
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.set('query parser', false)
  app.use(createRequestChain(options), createErrorHandler(options))
  return Object.assign(app, {
    answerUnreadable: createUnreadableListener(options),
    messageTypes: ownMessageTypes(app, securityHeaders()),
  })
}
