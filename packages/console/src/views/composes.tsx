import { Button, PageSection } from '@patternfly/react-core'
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useSearchParams } from 'react-router'
import { api, dataOf, type ComposeState, type ComposeSummary } from '../api'
import { ComposeFilters, filterNames, type FilterName } from '../parts/compose-filters'
import { Identifier } from '../parts/identifier'
import { Loaded } from '../parts/loaded'
import { ComposeStateLabel } from '../parts/state-label'
import { ViewSection } from '../parts/view-section'
import { When } from '../parts/when'
import { useLive } from '../use-live'
import { useTitle } from '../use-title'

/** Composes of every tenant, newest first; the filter stands in the address, so that it can be sent to somebody. */
export function Composes() {
  useTitle('Composes')
  const live = useLive()
  const [params, setParams] = useSearchParams()
  const filter = Object.fromEntries(
    filterNames.flatMap((name) => {
      const value = params.get(name)
      return value ? [[name, value]] : []
    }),
  ) as Partial<Record<FilterName, string>>
  const set = (name: FilterName, value: string) =>
    setParams(
      (before) => {
        const after = new URLSearchParams(before)
        if (value === '') after.delete(name)
        else after.set(name, value)
        return after
      },
      { replace: true },
    )
  const query = useInfiniteQuery({
    queryKey: ['composes', filter],
    initialPageParam: '',
    queryFn: ({ pageParam }) =>
      dataOf(
        api.GET('/composes', {
          params: {
            query: { ...toQuery(filter), limit: 50, ...(pageParam === '' ? {} : { cursor: pageParam }) },
          },
        }),
      ),
    getNextPageParam: (page) => page.next ?? undefined,
    // A long list is not asked for again as a whole while somebody reads on.
    refetchInterval: ({ state: { data } }) => ((data?.pages.length ?? 0) > 1 ? false : live ? 30_000 : 5000),
  })
  const rows = query.data?.pages.flatMap((page) => page.composes)
  return (
    <PageSection>
      <ViewSection title="Composes">
        <ComposeFilters filter={filter} set={set} clear={() => setParams({}, { replace: true })} />
        <Loaded
          query={{ ...query, data: rows }}
          empty={{
            when: (list) => list.length === 0 && !query.hasNextPage,
            title:
              Object.keys(filter).length > 0 ? 'No compose fits the filter' : 'There are no composes yet',
          }}
        >
          {(list) => <ComposeTable composes={list} />}
        </Loaded>
        {query.hasNextPage ? (
          <Button
            variant="link"
            onClick={() => void query.fetchNextPage()}
            isLoading={query.isFetchingNextPage}
          >
            {rows?.length === 0 ? 'Nothing yet; look further back' : 'Show older ones'}
          </Button>
        ) : null}
      </ViewSection>
    </PageSection>
  )
}

/** Times of the filter are the reader's; the API takes UTC. */
function toQuery({ from, to, state, ...rest }: Partial<Record<FilterName, string>>) {
  return {
    ...rest,
    ...(state === undefined ? {} : { state: state as ComposeState }),
    ...(from === undefined ? {} : { from: new Date(from).toISOString() }),
    ...(to === undefined ? {} : { to: new Date(to).toISOString() }),
  }
}

function ComposeTable({ composes }: { composes: ComposeSummary[] }) {
  return (
    <Table aria-label="Composes" variant="compact" gridBreakPoint="grid-lg">
      <Thead>
        <Tr>
          <Th modifier="nowrap">Id</Th>
          <Th modifier="nowrap">State</Th>
          <Th modifier="nowrap">Tenant</Th>
          <Th modifier="nowrap">Kind</Th>
          <Th modifier="nowrap">Distribution</Th>
          <Th modifier="nowrap">Image types</Th>
          <Th modifier="nowrap">Created</Th>
        </Tr>
      </Thead>
      <Tbody>
        {composes.map((one) => (
          <Tr key={one.id}>
            <Td dataLabel="Id">
              <Identifier id={one.id} to={`/composes/${one.id}`} />
            </Td>
            <Td dataLabel="State">
              <ComposeStateLabel state={one.state} />
            </Td>
            <Td dataLabel="Tenant">{one.channel || '(none)'}</Td>
            <Td dataLabel="Kind">{one.kind}</Td>
            <Td dataLabel="Distribution">{one.distribution ?? '–'}</Td>
            <Td dataLabel="Image types">{one.imageTypes.join(', ') || '–'}</Td>
            <Td dataLabel="Created">
              <When at={one.createdAt} />
            </Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  )
}
