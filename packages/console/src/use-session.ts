import { useQuery } from '@tanstack/react-query'
import { api, dataOf } from './api'

/** What this caller may do. */
export const useSession = () =>
  useQuery({ queryKey: ['session'], queryFn: () => dataOf(api.GET('/session')), refetchInterval: false })

/** Whether actions are offered: the mode allows them, and the server knows who would act. */
export function useMayAct(): boolean {
  const { data } = useSession()
  return data?.mode === 'full' && data.actor !== null
}
