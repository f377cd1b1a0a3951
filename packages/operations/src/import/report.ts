import { once } from 'node:events'
import { createWriteStream } from 'node:fs'

/** Something that is not here after an import as it was there. */
export interface Finding {
  /** Of the compose. */
  id: string
  /** `note`: the compose is here, without something that belongs to it. */
  what: 'unfinished' | 'unreadable' | 'note'
  reason: string
}

/** What of a compose is not here as it was there; kept with the compose. */
export interface Note {
  /** Of the compose. */
  id: string
  reason: string
}

/** A file of one JSON object a line. */
export interface ImportReport {
  add(finding: Finding): void
  counts(): Readonly<Record<Finding['what'], number>>
  close(): Promise<void>
}

/** @throws Error when the file cannot be written */
export async function openReport(path: string): Promise<ImportReport> {
  const file = createWriteStream(path, { mode: 0o600 })
  await once(file, 'open')
  let failure: Error | undefined
  file.on('error', (error) => (failure = error))
  const counts = { unfinished: 0, unreadable: 0, note: 0 }
  return {
    add(finding) {
      counts[finding.what] += 1
      file.write(`${JSON.stringify(finding)}\n`)
    },
    counts: () => counts,
    async close() {
      file.end()
      if (!failure) await once(file, 'close')
      if (failure) throw failure
    },
  }
}
