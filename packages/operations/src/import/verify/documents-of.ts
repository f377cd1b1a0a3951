/** A compose that is here, as far as its documents need it. */
export interface VerifiedCompose {
  id: string
  kind: string
  channel: string
  /** Jobs that answer under ids of their own: builds of koji composes, steps of clones. */
  members: string[]
}

const below = ['', '/metadata', '/logs', '/manifests', '/sboms', '/download']

/** The paths of all documents of a compose, below the API's base path. Pure. */
export function documentsOf({ id, kind, members }: VerifiedCompose): string[] {
  if (kind === 'clone') return [...new Set([id, ...members])].map((one) => `/clones/${one}`)
  const ids = kind === 'koji' ? [id, ...members] : [id]
  return ids.flatMap((one) => below.map((name) => `/composes/${one}${name}`))
}
