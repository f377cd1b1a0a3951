import Table from 'cli-table3'
import { printable } from './printable.js'

export type Cell = string | number | boolean | Date | null | undefined

/** A table for people, without frames; every text is made printable. */
export function renderTable(head: string[], rows: Cell[][]): string {
  if (rows.length === 0) return '(nothing)'
  const table = new Table({
    head,
    chars: noFrame,
    style: { 'padding-left': 0, 'padding-right': 2, head: [], border: [] },
  })
  for (const row of rows) table.push(row.map(renderCell))
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
}

function renderCell(cell: Cell): string {
  if (cell === null || cell === undefined) return '-'
  if (cell instanceof Date) return cell.toISOString().replace(/\.\d+Z$/, 'Z')
  return printable(String(cell))
}

const noFrame = Object.fromEntries(
  [
    'top',
    'top-mid',
    'top-left',
    'top-right',
    'bottom',
    'bottom-mid',
    'bottom-left',
    'bottom-right',
    'left',
    'left-mid',
    'mid',
    'mid-mid',
    'right',
    'right-mid',
    'middle',
  ].map((part) => [part, '']),
)
