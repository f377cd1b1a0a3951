/** A semaphore. */
export interface Places {
  /**
   * Waits for a free place, first come first served.
   * @returns a function that frees the place; further calls do nothing
   */
  enter(): Promise<() => void>
}

/** @param count number of places */
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
