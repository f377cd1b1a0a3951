import { isUtf8 } from 'node:buffer'
import { digestResult, type Digest } from '@composer/contracts'
import { findMembers, JsonSyntaxError, type Ends, type MemberSpan } from '@composer/raw-json'
import { giveBack } from '@composer/work-pool'

/** What is looked for in the bytes of a report. The buffer comes along and goes back; nothing is copied. */
export type Examination =
  | { look: 'members'; bytes: ArrayBuffer }
  | { look: 'digest'; bytes: ArrayBuffer; start: number; end: number; type: string; ends: Ends | undefined }

export type Examined =
  | { bytes: ArrayBuffer; members: Map<string, MemberSpan> | undefined; utf8: boolean }
  | { bytes: ArrayBuffer; digest: Digest }

/** Where `result` and `partial` of a report stand; undefined for what is no JSON object. */
export function membersOf(body: Buffer): Map<string, MemberSpan> | undefined {
  try {
    return findMembers(body, ['result', 'partial'], { trailing: 'ignore', utf8: 'ignore' })
  } catch (error) {
    if (error instanceof JsonSyntaxError) return undefined
    throw error
  }
}

/** The function of the threads: reads a report of many megabytes, which takes seconds, beside the event loop. */
export function examineBytes(task: Examination): Examined {
  const { bytes } = task
  if (task.look === 'members') {
    const body = Buffer.from(bytes)
    return giveBack({ bytes, members: membersOf(body), utf8: isUtf8(body) }, [bytes])
  }
  const digest = digestResult(task.type, Buffer.from(bytes, task.start, task.end - task.start), task.ends)
  return giveBack({ bytes, digest }, [bytes])
}
