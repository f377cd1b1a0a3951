/** A duration as people read it: `40 ms`, `1.4 s`, `12 s`, `3 min 5 s`, `2 h 10 min`. */
export function seconds(value: number | null): string {
  if (value === null) return '–'
  const milliseconds = Math.round(value * 1000)
  if (milliseconds < 1000) return milliseconds === 0 ? '0 s' : `${milliseconds} ms`
  if (value < 10) return `${value.toFixed(1)} s`
  const whole = Math.round(value)
  if (whole < 60) return `${whole} s`
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`
}
