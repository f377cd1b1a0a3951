import { Session, type Profiler } from 'node:inspector/promises'

/** Counts what code does instead of how long it takes, so that the answer is the same on every machine. */
export interface OperationCounter {
  /**
   * The blocks of JavaScript that `act` entered, and the characters that it handed to functions of texts and patterns,
   * which do their work unseen.
   */
  count(act: () => Promise<unknown>): Promise<number>
  stop(): Promise<void>
}

/** Start it before the code to be counted has run: V8 counts the blocks of functions that it compiles from then on. */
export async function startCounting(): Promise<OperationCounter> {
  const session = new Session()
  session.connect()
  await session.post('Profiler.enable')
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true })
  const characters = { handled: 0 }
  const restore = watchTexts((length) => {
    characters.handled += length
  })
  return {
    async count(act) {
      await session.post('Profiler.takePreciseCoverage')
      characters.handled = 0
      await act()
      const handled = characters.handled
      const { result } = await session.post('Profiler.takePreciseCoverage')
      return handled + result.reduce((sum, script) => sum + blocksOf(script), 0)
    },
    async stop() {
      restore()
      await session.post('Profiler.stopPreciseCoverage')
      session.disconnect()
    },
  }
}

function blocksOf({ url, functions }: Profiler.ScriptCoverage): number {
  if (url.startsWith('node:') || /node_modules[\\/].*(?:jest|expect|fast-check)/.test(url)) return 0
  return functions.reduce((sum, { ranges }) => sum + ranges.reduce((own, { count }) => own + count, 0), 0)
}

/** What reads or writes JSON goes through all of it. */
const lengthOfJson = (value: unknown): number => (typeof value === 'string' ? value.length : 0)

const searches = ['indexOf', 'lastIndexOf', 'includes', 'split', 'replace', 'replaceAll', 'trim'] as const
const cuts = ['slice', 'substring', 'toLowerCase'] as const

/** Reports the length of every text that is searched, cut out or matched. */
function watchTexts(report: (length: number) => void): () => void {
  const undo: (() => void)[] = []
  const wrap = (
    owner: object,
    name: string,
    lengthOf: (self: unknown, args: unknown[], result: unknown) => number,
  ) => {
    const methods = owner as Record<string, (...args: unknown[]) => unknown>
    const original = methods[name]
    if (original === undefined) return
    methods[name] = function (this: unknown, ...args: unknown[]) {
      const result = original.apply(this, args)
      report(lengthOf(this, args, result))
      return result
    }
    undo.push(() => {
      methods[name] = original
    })
  }
  for (const name of searches) wrap(String.prototype, name, (self) => String(self).length)
  for (const name of cuts) wrap(String.prototype, name, (_, __, result) => String(result).length)
  for (const name of ['startsWith', 'endsWith'])
    wrap(String.prototype, name, (_, [part]) => String(part).length)
  for (const name of ['exec', 'test']) wrap(RegExp.prototype, name, (_, [text]) => String(text).length)
  wrap(JSON, 'parse', (_, [text]) => lengthOfJson(text))
  wrap(JSON, 'stringify', (_, __, text) => lengthOfJson(text))
  return () => undo.forEach((back) => back())
}
