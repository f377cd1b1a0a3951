import { figure, type Table } from './table.js'

const colours = ['#1f6feb', '#d29922', '#2da44e', '#cf222e', '#8250df']
const width = 720
const left = 210
const barHeight = 18
const top = 44

/** Horizontal bars, one group per row and one bar per `y` column: readable without a legend for the axes. */
export function renderBars(table: Table): string {
  const chart = table.chart
  if (!chart) throw new Error(`${table.title} has no chart`)
  const values = table.rows.map((row) => chart.y.map((column) => Number(row[column])))
  const most = Math.max(...values.flat().filter(Number.isFinite), Number.MIN_VALUE)
  const groupHeight = chart.y.length * barHeight + 10
  const height = top + table.rows.length * groupHeight + 16
  const bars = table.rows.flatMap((row, group) => {
    const y = top + group * groupHeight
    const label = `<text x="${left - 8}" y="${y + (chart.y.length * barHeight) / 2 + 4}" text-anchor="end">${escape(String(row[chart.x]))}</text>`
    return [
      label,
      ...chart.y.map((_, series) => {
        const value = values[group]?.[series] ?? Number.NaN
        if (!Number.isFinite(value)) return ''
        const length = Math.max(1, (value / most) * (width - left - 90))
        const at = y + series * barHeight
        return (
          `<rect x="${left}" y="${at}" width="${length.toFixed(1)}" height="${barHeight - 4}" fill="${colours[series % colours.length]}"/>` +
          `<text x="${(left + length + 6).toFixed(1)}" y="${at + barHeight - 7}">${figure(value)}</text>`
        )
      }),
    ]
  })
  const legend = chart.y
    .map((column, series) => {
      const x = left + series * 160
      return `<rect x="${x}" y="24" width="10" height="10" fill="${colours[series % colours.length]}"/><text x="${x + 14}" y="33">${escape(table.columns[column] ?? '')}</text>`
    })
    .join('')
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="11" fill="#24292f">` +
    `<rect width="100%" height="100%" fill="#ffffff"/><text x="8" y="16" font-size="13" font-weight="bold">${escape(table.title)} (${escape(chart.unit)})</text>` +
    `${legend}${bars.join('')}</svg>\n`
  )
}

const escape = (value: string) =>
  value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
