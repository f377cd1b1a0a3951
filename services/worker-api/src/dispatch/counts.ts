/** How many there are of each key (null is a key too). A key whose count is 0 takes no memory. */
export function createCounts() {
  const counts = new Map<string | null, number>()
  let sum = 0
  const change = (key: string | null, by: number) => {
    const count = (counts.get(key) ?? 0) + by
    if (count === 0) counts.delete(key)
    else counts.set(key, count)
    sum += by
  }
  return {
    add: (key: string | null) => change(key, 1),
    remove: (key: string | null) => change(key, -1),
    of: (key: string | null) => counts.get(key) ?? 0,
    all: () => sum,
  }
}
