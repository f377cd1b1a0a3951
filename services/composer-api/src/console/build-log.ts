import { setImmediate as turn } from 'node:timers/promises'
import { findMembers, type Span } from '@composer/raw-json'

interface Stage {
  id?: unknown
  type?: unknown
  output?: unknown
  success?: unknown
}

/**
 * What osbuild said in the result of a build, stage after stage, as text: `## <pipeline> <stage>` and its output. Other
 * processes take their turn between two pipelines. Nothing for results without a log.
 */
export async function* buildLog(result: Buffer | undefined): AsyncGenerator<string> {
  const output = result && member(result, 'osbuild_output')
  const log = output && member(output, 'log')
  if (!log) return
  const pipelines = JSON.parse(log.toString()) as unknown
  if (typeof pipelines !== 'object' || pipelines === null) return
  for (const [pipeline, stages] of Object.entries(pipelines)) {
    await turn()
    if (!Array.isArray(stages)) continue
    for (const stage of stages as (Stage | null)[]) yield renderStage(pipeline, stage ?? {})
  }
}

function renderStage(pipeline: string, { type, output, success }: Stage): string {
  const text = typeof output === 'string' ? output : ''
  const fate = success === false ? ' (failed)' : ''
  return `## ${pipeline} ${typeof type === 'string' ? type : ''}${fate}\n${text}${text.endsWith('\n') || text === '' ? '' : '\n'}`
}

/** An object member of an object's text; undefined when it is none. */
function member(json: Buffer, name: string): Buffer | undefined {
  const span: Span | undefined = findMembers(json, [name]).get(name)
  const value = span && json.subarray(span.start, span.end)
  return value?.[0] === openBrace ? value : undefined
}

const openBrace = 0x7b
