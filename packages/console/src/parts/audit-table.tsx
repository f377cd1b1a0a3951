import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table'
import { Link } from 'react-router'
import type { AuditRow } from '../api'
import { When } from './when'

export function AuditTable({ rows }: { rows: readonly AuditRow[] }) {
  return (
    <Table aria-label="Actions" variant="compact" gridBreakPoint="grid-lg">
      <Thead>
        <Tr>
          <Th modifier="nowrap">When</Th>
          <Th modifier="nowrap">Who</Th>
          <Th modifier="nowrap">Action</Th>
          <Th modifier="nowrap">On</Th>
          <Th modifier="nowrap">Answer</Th>
          <Th modifier="nowrap">Reason</Th>
        </Tr>
      </Thead>
      <Tbody>
        {rows.map((row) => (
          <Tr key={row.id}>
            <Td dataLabel="When">
              <When at={row.doneAt} />
            </Td>
            <Td dataLabel="Who">{row.actor}</Td>
            <Td dataLabel="Action">{row.action}</Td>
            <Td dataLabel="On">
              <Subject row={row} />
            </Td>
            <Td dataLabel="Answer">{row.answer}</Td>
            <Td dataLabel="Reason">{row.reason}</Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  )
}

function Subject({ row }: { row: AuditRow }) {
  const text = `${row.subject} ${row.subjectId}`
  switch (row.subject) {
    case 'compose':
      return <Link to={`/composes/${row.subjectId}`}>{text}</Link>
    case 'job':
      return <Link to={`/jobs/${row.subjectId}`}>{text}</Link>
    default:
      return <>{text}</>
  }
}
