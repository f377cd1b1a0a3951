/**
 * Limits the number of label values: the first `max` channels keep their name, later ones become `other`. Otherwise
 * every new tenant would add time series.
 */
export function createTenantLabels(max: number): (channel: string) => string {
  const known = new Set<string>()
  return (channel) => {
    if (channel === '' || known.has(channel)) return channel
    if (known.size >= max) return 'other'
    known.add(channel)
    return channel
  }
}
