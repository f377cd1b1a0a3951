import { isUtf8 } from 'node:buffer'
import { digestResult, type Digest } from '@composer/contracts'
import type { Ends, MemberSpan } from '@composer/raw-json'
import { createThreads, createWorkPool } from '@composer/work-pool'
import { membersOf, type Examination, type Examined } from './examine-bytes.js'

/** A report as it came, and where its members stand. */
export interface ReadReport {
  /** Undefined for what is no JSON object. */
  members: Map<string, MemberSpan> | undefined
  /** The bytes of a member, or the given ones for one that is not there. */
  cut(name: 'result' | 'partial', absent: Buffer): Buffer
  utf8: boolean
}

export interface ReportExaminer {
  /** Takes the body over: it must not be used any more. */
  read(channel: string, body: Buffer): Promise<ReadReport>
  /**
   * Takes the text over as well, and gives it back.
   * @param ends of the text, where `read` has found them
   */
  digest(channel: string, type: string, text: Buffer, ends?: Ends): Promise<{ text: Buffer; digest: Digest }>
  close(): Promise<void>
}

/** Smaller ones take less time to read than to hand to a thread and back. */
const small = 256 * 1024
const mebibyte = 1024 * 1024

/** The same file from src and from dist: threads run what is compiled. */
const module = new URL('../../dist/report/examine-bytes.js', import.meta.url)

/**
 * Reads reports: small ones at once, large ones in threads, in turns of the tenants. None is refused: a result is sent
 * only once, and how much of them is in memory is the body reader's business.
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
    if (!examined) throw new Error('A thread answered nothing')
    return examined
  }
  return {
    async read(channel, body) {
      if (body.length < small) return toReport(body, membersOf(body), isUtf8(body))
      const bytes = ownBytes(body)
      const examined = await examine(channel, { look: 'members', bytes })
      if (!('members' in examined)) throw new Error('A thread answered another question')
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
      if (!('digest' in examined)) throw new Error('A thread answered another question')
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

/** Only a whole buffer can be handed over. Bodies of this size have one of their own, unless they came in a larger one. */
function ownBytes(body: Buffer): ArrayBuffer {
  const { buffer, byteOffset, length } = body
  return byteOffset === 0 && length === buffer.byteLength
    ? (buffer as ArrayBuffer)
    : (buffer.slice(byteOffset, byteOffset + length) as ArrayBuffer)
}
