/** Bounds the number of tenants that get a label of their own: metrics must not grow with the customers. */
export function createTenantLabels(max: number): (channel: string) => string {
  const known = new Set<string>()
  return (channel) => {
    if (channel === '' || known.has(channel)) return channel
    if (known.size >= max) return 'other'
    known.add(channel)
    return channel
  }
}
