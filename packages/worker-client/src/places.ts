export interface Places {
  /** Waits for a free place, in the order of the calls, and takes it; the answer gives it back, once. */
  enter(): Promise<() => void>
}

/** At most `count` callers at a time are between `enter` and the call of what it answered. */
export function createPlaces(count: number): Places {
  let free = count
  const waiting: (() => void)[] = []
  const leave = () => {
    const next = waiting.shift()
    if (next) next()
    else free += 1
  }
  return {
    async enter() {
      if (free > 0) free -= 1
      else await new Promise<void>((resolve) => waiting.push(resolve))
      let left = false
      return () => {
        if (!left) leave()
        left = true
      }
    },
  }
}
