import { PageSection } from '@patternfly/react-core'
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { api, dataOf } from '../api'
import { ActButton } from '../parts/act-button'
import { Identifier } from '../parts/identifier'
import { Loaded } from '../parts/loaded'
import { ViewSection } from '../parts/view-section'
import { When } from '../parts/when'
import { useLive } from '../use-live'
import { useTitle } from '../use-title'

/** Workers by tenant and architecture, with what each works on. */
export function Workers() {
  useTitle('Workers')
  const live = useLive()
  const query = useQuery({
    queryKey: ['workers'],
    queryFn: () => dataOf(api.GET('/workers')),
    refetchInterval: live ? 15_000 : 5000,
  })
  return (
    <PageSection>
      <ViewSection title="Workers">
        <Loaded
          query={query}
          empty={{
            when: ({ items }) => items.length === 0,
            title: 'No worker is registered',
            text: 'Workers that do not register can work nevertheless; their jobs are in the list of composes.',
          }}
        >
          {({ items }) => (
            <Table aria-label="Workers" variant="compact" gridBreakPoint="grid-lg">
              <Thead>
                <Tr>
                  <Th modifier="nowrap">Worker</Th>
                  <Th modifier="nowrap">Tenant</Th>
                  <Th modifier="nowrap">Architecture</Th>
                  <Th modifier="nowrap">Registered</Th>
                  <Th modifier="nowrap">Last seen</Th>
                  <Th modifier="nowrap">Works on</Th>
                  <Th screenReaderText="Actions" />
                </Tr>
              </Thead>
              <Tbody>
                {items.map((worker) => (
                  <Tr key={worker.id}>
                    <Td dataLabel="Worker">
                      <Identifier id={worker.id} />
                    </Td>
                    <Td dataLabel="Tenant">{worker.channel || '(none)'}</Td>
                    <Td dataLabel="Architecture">{worker.arch}</Td>
                    <Td dataLabel="Registered">
                      <When at={worker.registeredAt} />
                    </Td>
                    <Td dataLabel="Last seen">
                      <When at={worker.seenAt} />
                    </Td>
                    <Td dataLabel="Works on">
                      {worker.jobs.length === 0
                        ? '–'
                        : worker.jobs.map((job) => (
                            <div key={job.id}>
                              <Link to={`/jobs/${job.id}`}>{job.type}</Link>
                            </div>
                          ))}
                    </Td>
                    <Td dataLabel="Actions">
                      <ActButton
                        label="Expire"
                        variant="link"
                        isInline
                        text="The worker is forgotten and registers again. What it works on goes on."
                        act={(reason) =>
                          dataOf(
                            api.POST('/workers/{id}/expire', {
                              params: { path: { id: worker.id } },
                              body: { reason },
                            }),
                          )
                        }
                      />
                    </Td>
                  </Tr>
                ))}
              </Tbody>
            </Table>
          )}
        </Loaded>
      </ViewSection>
    </PageSection>
  )
}
