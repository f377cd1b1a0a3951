import { setTimeout as pause } from 'node:timers/promises'
import type { ApiClient } from './api-client.js'

export interface UserOptions {
  client: ApiClient
  basePath: string
  distribution: string
  /** Between two looks at a compose; the frontend takes 8 s. */
  pollMs: number
  /** Asked before each compose: false when there have been enough. */
  mayCompose(): boolean
  /** No new composes from then on. */
  ending: AbortSignal
  /** Leave everything. */
  end: AbortSignal
  /** What became of each accepted compose; `lost`: no terminal status until `end`. */
  onCompose(fate: 'success' | 'failure' | 'lost', milliseconds: number): void
}

/** What one person does in the frontend: look around, request an image, watch it, read about it. */
export async function runUser(options: UserOptions): Promise<void> {
  const { client, basePath, ending } = options
  while (!ending.aborted) {
    await lookAround(options)
    if (!options.mayCompose()) return
    const started = performance.now()
    const posted = await client.call({
      name: 'POST /compose',
      method: 'POST',
      path: `${basePath}/compose`,
      body: composeRequest(options.distribution),
      expect: [201],
    })
    const id = (posted?.body as { id?: string } | undefined)?.id
    if (id !== undefined) options.onCompose(await watch(options, id), performance.now() - started)
    else await sleep(options.pollMs, options.end)
  }
}

async function lookAround({ client, basePath, distribution }: UserOptions): Promise<void> {
  const get = (name: string, path: string) =>
    client.call({ name: `GET ${name}`, method: 'GET', path: basePath + path, expect: [200] })
  await get('/openapi', '/openapi')
  await get(
    '/distributions/{distro}',
    `/distributions/${distribution}?architecture=x86_64&image_type=guest-image`,
  )
  await get('/composes/', '/composes/?size=10')
}

async function watch(
  { client, basePath, pollMs, end }: UserOptions,
  id: string,
): Promise<'success' | 'failure' | 'lost'> {
  const get = (name: string, path: string) =>
    client.call({ name: `GET ${name}`, method: 'GET', path: basePath + path, expect: [200], signal: end })
  while (!end.aborted) {
    const answer = await get('/composes/{id}', `/composes/${id}`)
    const status = (answer?.body as { image_status?: { status?: string } } | undefined)?.image_status?.status
    if (status === 'success' || status === 'failure') {
      await get('/composes/{id}/metadata', `/composes/${id}/metadata`)
      return status
    }
    await sleep(pollMs, end)
  }
  return 'lost'
}

export async function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  await pause(milliseconds, undefined, { signal }).catch(() => undefined)
}

const composeRequest = (distribution: string) => ({
  distribution,
  image_request: {
    architecture: 'x86_64',
    image_type: 'guest-image',
    repositories: [{ baseurl: 'https://repo.example.com/os/', rhsm: false }],
    upload_options: { region: 'us-east-1' },
  },
  customizations: { packages: ['vim-enhanced'], users: [{ name: 'admin' }] },
})
