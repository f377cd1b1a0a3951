import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { api, apiBase, dataOf, type Now } from './api'

const key = ['now']

/** The state of the queue, live by server-sent events; while those do not come, asked for every few seconds. */
export function useNow() {
  const client = useQueryClient()
  const [live, setLive] = useState(false)
  useEffect(() => {
    const events = new EventSource(`${apiBase}/events`)
    events.addEventListener('now', (event: MessageEvent<string>) => {
      setLive(true)
      client.setQueryData(key, JSON.parse(event.data) as Now)
    })
    events.addEventListener('error', () => setLive(false))
    return () => events.close()
  }, [client])
  return useQuery({
    queryKey: key,
    queryFn: () => dataOf(api.GET('/now')),
    refetchInterval: live ? false : 5000,
  })
}
