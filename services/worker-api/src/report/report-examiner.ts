import { isUtf8 } from 'node:buffer'
import { digestResult, type Digest } from '@composer/contracts'
import type { Ends, MemberSpan } from '@composer/raw-json'
import { createThreads, createWorkPool } from '@composer/work-pool'
import { membersOf, type Examination, type Examined } from './examine-bytes.js'

/** A report and the positions of its members. */
export interface ReadReport {
  /** Undefined: the report is no JSON object. */
  members: Map<string, MemberSpan> | undefined
  /** The bytes of a member, or `absent` if the report does not have it. */
  cut(name: 'result' | 'partial', absent: Buffer): Buffer
  /** Whether the whole report is valid UTF-8. */
  utf8: boolean
}

export interface ReportExaminer {
  /** Takes ownership of `body`, which the caller must not use afterwards. */
  read(channel: string, body: Buffer): Promise<ReadReport>
  /**
   * Computes the digest of a result. Takes ownership of `text`; the caller must use the `text` of the answer
   * afterwards.
   * @param type the job's type as the queue stores it
   * @param ends the `ends` that `read` found for this text, if there are any
   */
  digest(channel: string, type: string, text: Buffer, ends?: Ends): Promise<{ text: Buffer; digest: Digest }>
  close(): Promise<void>
}

/** In bytes. Reading a report below this size takes less time than passing it to a thread and back. */
const small = 256 * 1024
const mebibyte = 1024 * 1024

/** Threads run compiled code, so this path leads to the same file from src and from dist. */
const module = new URL('../../dist/report/examine-bytes.js', import.meta.url)

/**
 * Reads small reports at once, and large ones in threads, where the tenants take turns. None is refused, because a
 * worker sends a result only once; the body reader limits how much memory the reports take.
 */
export function createReportExaminer(threads: number): ReportExaminer {
  const { execute, close } = createThreads({ module, name: 'examineBytes', threads })
  const pool = createWorkPool<Examination, Examined>({
    threads,
    maxWaiting: Number.POSITIVE_INFINITY,
    maxWaitingOfOwner: Number.POSITIVE_INFINITY,
    execute: (task) => execute(task, [task.bytes]),
  })
  const examine = async (channel: string, task: Examination): Promise<Examined> => {
    const [examined] = await pool.run(channel, [{ task, cost: Math.ceil(task.bytes.byteLength / mebibyte) }])
    if (!examined) throw new Error('A thread gave no answer')
    return examined
  }
  return {
    async read(channel, body) {
      if (body.length < small) return toReport(body, membersOf(body), isUtf8(body))
      const bytes = ownBytes(body)
      const examined = await examine(channel, { look: 'members', bytes })
      if (!('members' in examined)) throw new Error('A thread gave the answer to a task of another kind')
      return toReport(Buffer.from(examined.bytes), examined.members, examined.utf8)
    },
    async digest(channel, type, text, ends) {
      if (text.length < small) return { text, digest: digestResult(type, text, ends) }
      const [start, end] = [text.byteOffset, text.byteOffset + text.length]
      const examined = await examine(channel, {
        look: 'digest',
        type,
        bytes: text.buffer as ArrayBuffer,
        start,
        end,
        ends,
      })
      if (!('digest' in examined)) throw new Error('A thread gave the answer to a task of another kind')
      return { text: Buffer.from(examined.bytes, start, end - start), digest: examined.digest }
    },
    close,
  }
}

function toReport(body: Buffer, members: Map<string, MemberSpan> | undefined, utf8: boolean): ReadReport {
  return {
    members,
    utf8,
    cut(name, absent) {
      const span = members?.get(name)
      return span ? body.subarray(span.start, span.end) : absent
    },
  }
}

/** Only a whole ArrayBuffer can be moved to a thread. A body that is part of a larger one is copied. */
function ownBytes(body: Buffer): ArrayBuffer {
  const { buffer, byteOffset, length } = body
  return byteOffset === 0 && length === buffer.byteLength
    ? (buffer as ArrayBuffer)
    : (buffer.slice(byteOffset, byteOffset + length) as ArrayBuffer)
}
