import { Button, ExpandableSection, List, ListItem, SearchInput } from '@patternfly/react-core'
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api, apiBase, dataOf, type Package } from '../api'
import { bytes } from './bytes'
import { Loaded } from './loaded'

/** What the image of a build holds: packages and SBOMs, each asked for when it is unfolded. */
export function ImageContents({ jobId }: { jobId: string }) {
  return (
    <>
      <Unfolded title="Packages">
        <Packages jobId={jobId} />
      </Unfolded>
      <Unfolded title="SBOMs">
        <Sboms jobId={jobId} />
      </Unfolded>
    </>
  )
}

function Unfolded({ title, children }: { title: string; children: React.ReactNode }) {
  const [open, setOpen] = useState(false)
  return (
    <ExpandableSection toggleText={title} isExpanded={open} onToggle={(_event, now) => setOpen(now)}>
      {open ? children : null}
    </ExpandableSection>
  )
}

/** More rows than that make the page slow; the search finds the others. */
const shownAtMost = 200

function Packages({ jobId }: { jobId: string }) {
  const [search, setSearch] = useState('')
  const query = useQuery({
    queryKey: ['packages', jobId],
    queryFn: () => dataOf(api.GET('/jobs/{id}/packages', { params: { path: { id: jobId } } })),
    refetchInterval: false,
  })
  return (
    <Loaded
      query={query}
      empty={{ when: ({ items }) => items.length === 0, title: 'The build did not tell its packages' }}
    >
      {({ items }) => {
        const found = items.filter(({ name }) => name.includes(search))
        return (
          <>
            <div className="console-search">
              <SearchInput
                aria-label="Search the packages"
                placeholder="Name"
                value={search}
                onChange={(_event, value) => setSearch(value)}
                onClear={() => setSearch('')}
                resultsCount={`${found.length} of ${items.length}`}
              />
            </div>
            <PackageTable packages={found.slice(0, shownAtMost)} />
            {found.length > shownAtMost ? (
              <p>{`The first ${shownAtMost}; a longer search shows fewer.`}</p>
            ) : null}
          </>
        )
      }}
    </Loaded>
  )
}

function PackageTable({ packages }: { packages: Package[] }) {
  return (
    <Table aria-label="Packages" variant="compact">
      <Thead>
        <Tr>
          <Th modifier="nowrap">Name</Th>
          <Th modifier="nowrap">Version</Th>
          <Th modifier="nowrap">Architecture</Th>
        </Tr>
      </Thead>
      <Tbody>
        {packages.map(({ name, epoch, version, release, arch }, place) => (
          <Tr key={`${place} ${name}`}>
            <Td dataLabel="Name">{name}</Td>
            <Td dataLabel="Version">{`${epoch === undefined ? '' : `${epoch}:`}${version}-${release}`}</Td>
            <Td dataLabel="Architecture">{arch}</Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  )
}

function Sboms({ jobId }: { jobId: string }) {
  const query = useQuery({
    queryKey: ['sboms', jobId],
    queryFn: () => dataOf(api.GET('/jobs/{id}/sboms', { params: { path: { id: jobId } } })),
    refetchInterval: false,
  })
  return (
    <Loaded
      query={query}
      empty={{ when: ({ items }) => items.length === 0, title: 'No job reported an SBOM' }}
    >
      {({ items }) => (
        <List isPlain>
          {items.map((one) => (
            <ListItem key={one.pipeline}>
              {one.pipeline}, {bytes(one.bytes)}{' '}
              <Button
                component="a"
                variant="link"
                isInline
                download
                href={`${apiBase}/jobs/${jobId}/sboms/${encodeURIComponent(one.pipeline)}`}
                aria-label={`Save the SBOM of ${one.pipeline}`}
              >
                Save
              </Button>
            </ListItem>
          ))}
        </List>
      )}
    </Loaded>
  )
}
