import type { Answer } from './call.js'
import type { System } from './start-system.js'

export interface TakenJob {
  id: string
  type: string
  token: string
  composeId: string
  /** The whole answer. */
  text: string
}

/** A worker made of single calls, for tests that decide about each of them. */
export function rawWorker(system: Pick<System, 'call'>, token?: string) {
  const auth = token === undefined ? {} : { token }
  const request = (types: string[], signal?: AbortSignal): Promise<Answer> =>
    system.call('worker', 'POST', '/jobs', {
      ...auth,
      body: { types, arch: 'x86_64' },
      ...(signal && { signal }),
    })
  const take = async (...types: string[]): Promise<TakenJob> => {
    const answer = await request(types)
    if (answer.status !== 201) throw new Error(`no ${types.join()} job: ${answer.status} ${answer.text}`)
    return takenJob(answer)
  }
  const report = (job: string, result: unknown): Promise<Answer> =>
    system.call('worker', 'PATCH', `/jobs/${job}`, { ...auth, body: { result } })
  const upload = (job: string, name: string, content: string): Promise<Answer> =>
    system.call('worker', 'PUT', `/jobs/${job}/artifacts/${name}`, {
      ...auth,
      body: content,
      headers: { 'Content-Type': 'application/octet-stream' },
    })
  return {
    request,
    take,
    report,
    upload,
    /** Takes the next job of this type and ends it with this result. */
    async finish(type: string, result: object): Promise<TakenJob> {
      const job = await take(type)
      const answer = await report(job.token, result)
      if (answer.status !== 200) throw new Error(`the report of ${type} was answered ${answer.text}`)
      return job
    },
    async register(): Promise<string> {
      const { body } = await system.call('worker', 'POST', '/workers', { ...auth, body: { arch: 'x86_64' } })
      return body.worker_id as string
    },
  }
}

export function takenJob({ text, body }: Answer): TakenJob {
  const token = String(body.location).split('/').at(-1) ?? ''
  return { id: body.id, type: body.type, token, composeId: body.compose_id, text }
}
