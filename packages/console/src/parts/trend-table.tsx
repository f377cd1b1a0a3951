import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table'
import type { Trends } from '../api'
import { seconds } from './seconds'

/** Ended jobs by type, with how many failed and how long they took. */
export function TrendTable({ types }: Pick<Trends, 'types'>) {
  return (
    <Table aria-label="Ended jobs by type" variant="compact">
      <Thead>
        <Tr>
          <Th modifier="nowrap">Type</Th>
          <Th modifier="nowrap">Succeeded</Th>
          <Th modifier="nowrap">Failed</Th>
          <Th modifier="nowrap">Cancelled</Th>
          <Th modifier="nowrap">Failure rate</Th>
          <Th modifier="nowrap">Median</Th>
          <Th modifier="nowrap">95 % within</Th>
        </Tr>
      </Thead>
      <Tbody>
        {types.map((one) => (
          <Tr key={one.type}>
            <Td dataLabel="Type">{one.type}</Td>
            <Td dataLabel="Succeeded">{one.finished}</Td>
            <Td dataLabel="Failed">{one.failed}</Td>
            <Td dataLabel="Cancelled">{one.cancelled}</Td>
            <Td dataLabel="Failure rate">{rate(one.failed, one.finished + one.failed)}</Td>
            <Td dataLabel="Median">{seconds(one.p50Seconds)}</Td>
            <Td dataLabel="95 % within">{seconds(one.p95Seconds)}</Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  )
}

const rate = (failed: number, all: number) => (all === 0 ? '–' : `${Math.round((failed / all) * 100)} %`)
