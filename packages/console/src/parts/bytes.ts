const units = ['B', 'KiB', 'MiB', 'GiB']

/** A size as people read it: `812 B`, `1.4 MiB`. */
export function bytes(value: number): string {
  const power = Math.min(units.length - 1, value < 1024 ? 0 : Math.floor(Math.log(value) / Math.log(1024)))
  return `${power === 0 ? value : (value / 1024 ** power).toFixed(1)} ${units[power]}`
}
