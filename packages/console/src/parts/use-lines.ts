import { useQuery } from '@tanstack/react-query'
import { readLines } from './read-lines'

/** The text at an address by lines; read once, and forgotten when nobody shows it. */
export const useLines = (address: string) =>
  useQuery({
    queryKey: ['lines', address],
    queryFn: ({ signal }) => readLines(address, signal),
    refetchInterval: false,
    staleTime: Infinity,
    gcTime: 0,
  })
