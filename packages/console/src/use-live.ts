import { useQueryClient, type Query, type QueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { apiBase, type Now } from './api'

/** Lists are asked for again at most so often, however much happens. */
const listsEveryMs = 5000

/**
 * Keeps what the tab shows up to date by server-sent events while somebody looks at it.
 * @param composeId the compose whose changes matter
 * @returns whether the events come; if not, views have to ask by themselves
 */
export function useLive(composeId?: string): boolean {
  const client = useQueryClient()
  const [live, setLive] = useState(false)
  const visible = useVisible()
  useEffect(() => {
    // A browser has few connections to one server: a tab that nobody sees keeps none.
    if (!visible) return
    const query = composeId === undefined ? '' : `?compose=${encodeURIComponent(composeId)}`
    const events = new EventSource(`${apiBase}/events${query}`)
    const lists = throttled(() => void client.invalidateQueries({ predicate: isList }), listsEveryMs)
    const on = (name: string, heard: (data: string) => void) =>
      events.addEventListener(name, (event: MessageEvent<string>) => heard(event.data))
    on('now', (data) => {
      setLive(true)
      client.setQueryData(['now'], JSON.parse(data) as Now)
    })
    on('changed', lists.call)
    on('compose', () => {
      setLive(true)
      refreshCompose(client)
    })
    on('trouble', () => setLive(false))
    events.addEventListener('error', () => setLive(false))
    return () => {
      events.close()
      lists.end()
      setLive(false)
    }
  }, [client, composeId, visible])
  return live
}

function useVisible(): boolean {
  const [visible, setVisible] = useState(() => document.visibilityState === 'visible')
  useEffect(() => {
    const look = () => setVisible(document.visibilityState === 'visible')
    document.addEventListener('visibilitychange', look)
    return () => document.removeEventListener('visibilitychange', look)
  }, [])
  return visible
}

/** A list of several pages is not asked for again as a whole while somebody reads on. */
function isList({ queryKey: [kind], state: { data } }: Query): boolean {
  const pages = (data as { pages?: unknown[] } | undefined)?.pages?.length ?? 0
  return ['composes', 'workers', 'audit', 'trends'].includes(String(kind)) && pages <= 1
}

const refreshCompose = (client: QueryClient): void => {
  for (const kind of ['compose', 'job']) void client.invalidateQueries({ queryKey: [kind] })
}

/** Calls at once, then not again before the time is over; calls in between become one at its end. */
function throttled(work: () => void, everyMs: number): { call(): void; end(): void } {
  let timer: ReturnType<typeof setTimeout> | undefined
  let again = false
  const run = () => {
    work()
    again = false
    timer = setTimeout(() => {
      timer = undefined
      if (again) run()
    }, everyMs)
  }
  return {
    call: () => {
      if (timer === undefined) run()
      else again = true
    },
    end: () => clearTimeout(timer),
  }
}
