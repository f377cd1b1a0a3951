import type { LoadReport } from './run-load.js'

/** The report as a table for people. */
export function renderReport(report: LoadReport): string {
  const header = ['call', 'count', 'failed', 'per s', 'mean', 'p50', 'p95', 'p99', 'max ms']
  const rows = report.tallies.map((tally) => [
    tally.name,
    String(tally.count),
    String(tally.failed),
    (tally.count / report.seconds).toFixed(1),
    ...[tally.mean, tally.p50, tally.p95, tally.p99, tally.max].map((each) => each.toFixed(1)),
  ])
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  )
  const line = (cells: string[]) =>
    cells
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join('  ')
  const { success, failure, lost } = report.composes
  return [
    line(header),
    ...rows.map(line),
    '',
    `composes: ${success} succeeded, ${failure} failed, ${lost} lost; ${report.jobs} jobs reported`,
    `request to image: p50 ${(report.turnaround.p50 / 1000).toFixed(1)} s, p95 ${(report.turnaround.p95 / 1000).toFixed(1)} s`,
  ].join('\n')
}
