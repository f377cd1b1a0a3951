import { Button, PageSection } from '@patternfly/react-core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { api, dataOf } from '../api'
import { AuditTable } from '../parts/audit-table'
import { Loaded } from '../parts/loaded'
import { ViewSection } from '../parts/view-section'
import { useLive } from '../use-live'
import { useTitle } from '../use-title'

const pageSize = 50

/** What operators did, newest first. */
export function Audit() {
  useTitle('Audit')
  const live = useLive()
  const query = useInfiniteQuery({
    refetchInterval: live ? 30_000 : 5000,
    queryKey: ['audit'],
    initialPageParam: '',
    queryFn: ({ pageParam }) =>
      dataOf(
        api.GET('/audit', {
          params: { query: { limit: pageSize, ...(pageParam === '' ? {} : { before: pageParam }) } },
        }),
      ),
    getNextPageParam: ({ items }) => (items.length < pageSize ? undefined : items.at(-1)?.id),
  })
  const rows = query.data?.pages.flatMap(({ items }) => items)
  return (
    <PageSection>
      <ViewSection title="Actions of operators">
        <Loaded
          query={{ ...query, data: rows }}
          empty={{ when: (list) => list.length === 0, title: 'Nobody has done anything yet' }}
        >
          {(list) => <AuditTable rows={list} />}
        </Loaded>
        {query.hasNextPage ? (
          <Button
            variant="link"
            onClick={() => void query.fetchNextPage()}
            isLoading={query.isFetchingNextPage}
          >
            Show older ones
          </Button>
        ) : null}
      </ViewSection>
    </PageSection>
  )
}
