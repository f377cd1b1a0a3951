import { isUtf8 } from 'node:buffer'
import { digestResult, type Digest } from '@composer/contracts'
import { findMembers, JsonSyntaxError, type Ends, type MemberSpan } from '@composer/raw-json'
import { giveBack } from '@composer/work-pool'

/** A task for a thread. The buffer is moved to the thread and back, and not copied. */
export type Examination =
  | { look: 'members'; bytes: ArrayBuffer }
  | { look: 'digest'; bytes: ArrayBuffer; start: number; end: number; type: string; ends: Ends | undefined }

export type Examined =
  | { bytes: ArrayBuffer; members: Map<string, MemberSpan> | undefined; utf8: boolean }
  | { bytes: ArrayBuffer; digest: Digest }

/** The positions of `result` and `partial` in a report. Undefined: the report is no JSON object. */
export function membersOf(body: Buffer): Map<string, MemberSpan> | undefined {
  try {
    return findMembers(body, ['result', 'partial'], { trailing: 'ignore', utf8: 'ignore' })
  } catch (error) {
    if (error instanceof JsonSyntaxError) return undefined
    throw error
  }
}

/** Runs in a thread, since reading a report of many megabytes takes seconds and would block the event loop. */
export function examineBytes(task: Examination): Examined {
  const { bytes } = task
  if (task.look === 'members') {
    const body = Buffer.from(bytes)
    return giveBack({ bytes, members: membersOf(body), utf8: isUtf8(body) }, [bytes])
  }
  const digest = digestResult(task.type, Buffer.from(bytes, task.start, task.end - task.start), task.ends)
  return giveBack({ bytes, digest }, [bytes])
}
