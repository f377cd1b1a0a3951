import { useQuery } from '@tanstack/react-query'
import { api, dataOf } from './api'
import { useLive } from './use-live'

/** The state of the queue: live, and while no events come asked for every few seconds. */
export function useNow() {
  const live = useLive()
  return useQuery({
    queryKey: ['now'],
    queryFn: () => dataOf(api.GET('/now')),
    refetchInterval: live ? false : 5000,
  })
}
