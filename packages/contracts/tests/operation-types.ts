import type { ComposerBody, ComposerReply, WorkerBody, WorkerReply } from '@composer/contracts'

// Compiled with the tests, never run: what the types of operations promise.

export const bodies = {
  composer: (body: ComposerBody<'postCompose'>): string | undefined => body.distribution,
  worker: (body: WorkerBody<'postWorkers'>): string => body.arch,
  none: undefined satisfies ComposerBody<'getComposeStatus'>,
}

export const replies = [
  { status: 201, body: { id: '', kind: '', href: '' } } satisfies ComposerReply<'postCompose'>,
  { status: 204, body: undefined } satisfies WorkerReply<'RequestJob'>,
  // @ts-expect-error a status that is not documented
  { status: 204, body: undefined } satisfies ComposerReply<'postCompose'>,
  // @ts-expect-error a body that lacks a member
  { status: 201, body: { id: '', kind: '' } } satisfies ComposerReply<'postCompose'>,
]
