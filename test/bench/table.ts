export type Cell = string | number

/** A section's figures: printed as text, kept as Markdown, drawn as SVG where `chart` says so. */
export interface Table {
  title: string
  columns: string[]
  rows: Cell[][]
  /** Sentences under the table: what was reached, what was not. */
  notes?: string[]
  chart?: { file: string; x: number; y: number[]; unit: string }
}

/** Three significant digits, thousands grouped. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return '–'
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en-US')
  return String(Number(value.toPrecision(3)))
}

const text = (cell: Cell): string => (typeof cell === 'number' ? figure(cell) : cell)

export function renderMarkdown(table: Table): string {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`
  return [
    `### ${table.title}`,
    '',
    line(table.columns),
    line(table.columns.map((_, index) => (index === 0 ? '---' : '---:'))),
    ...table.rows.map((row) => line(row.map(text))),
    '',
    ...(table.notes ?? []).map((note) => `- ${note}`),
    ...(table.chart ? ['', `![${table.title}](${table.chart.file})`] : []),
    '',
  ].join('\n')
}

export function renderText(table: Table): string {
  const rows = [table.columns, ...table.rows.map((row) => row.map(text))]
  const widths = table.columns.map((_, index) => Math.max(...rows.map((row) => (row[index] ?? '').length)))
  const lines = rows.map((row) =>
    row
      .map((cell, index) =>
        index === 0 ? cell.padEnd(widths[index] ?? 0) : cell.padStart(widths[index] ?? 0),
      )
      .join('  '),
  )
  return ['', table.title, ...lines, ...(table.notes ?? []).map((note) => `  ${note}`)].join('\n')
}
