import {
  action,
  createTopologyControlButtons,
  DagreLayout,
  DefaultEdge,
  DefaultNode,
  defaultControlButtonsOptions,
  GraphComponent,
  ModelKind,
  NodeShape,
  NodeStatus,
  SELECTION_EVENT,
  TopologyControlBar,
  TopologyView,
  Visualization,
  VisualizationProvider,
  VisualizationSurface,
  withPanZoom,
  withSelection,
  type ComponentFactory,
  type EdgeModel,
  type GraphElement,
  type LayoutFactory,
  type Model,
  type NodeModel,
} from '@patternfly/react-topology'
import { useEffect, useRef, useState } from 'react'
import { useNavigate } from 'react-router'
import type { JobSummary } from '../api'
import { seconds } from './seconds'
import { jobWord } from './state-label'

const layoutFactory: LayoutFactory = (type, graph) =>
  type === 'Dagre' ? new DagreLayout(graph, { rankdir: 'LR', nodesep: 24, ranksep: 60 }) : undefined

const componentFactory: ComponentFactory = (kind) => {
  switch (kind) {
    case ModelKind.graph:
      return withPanZoom()(GraphComponent)
    case ModelKind.edge:
      return DefaultEdge
    case ModelKind.node:
      return withSelection()(JobNode)
    default:
      return undefined
  }
}

/** The jobs of a compose as a graph, live: an edge leads from what must be finished to what needs it. */
export function JobGraph({ jobs, now }: { jobs: readonly JobSummary[]; now: number }) {
  const navigate = useNavigate()
  const box = useRef<HTMLDivElement>(null)
  const [controller] = useState(() => {
    const made = new Visualization()
    made.registerLayoutFactory(layoutFactory)
    made.registerComponentFactory(componentFactory)
    return made
  })
  useEffect(() => {
    const follow = (ids: string[]) => {
      const [id] = ids
      if (id !== undefined) void navigate(`/jobs/${id}`)
    }
    controller.addEventListener(SELECTION_EVENT, follow)
    return () => void controller.removeEventListener(SELECTION_EVENT, follow)
  }, [controller, navigate])
  // Same jobs: the nodes change in place, and the reader's zoom stays.
  const shape = jobs.map((job) => job.id).join()
  useEffect(() => {
    const known = controller.hasGraph() && controller.getElementById(jobs[0]?.id ?? '') !== undefined
    controller.fromModel(toModel(jobs, now), known)
  }, [controller, jobs, now])
  useEffect(() => {
    controller.getGraph().layout()
    fitSoon(controller, box.current)
  }, [controller, shape])
  useEffect(() => {
    if (box.current === null) return
    const resized = new ResizeObserver(() => fitSoon(controller, box.current))
    resized.observe(box.current)
    return () => resized.disconnect()
  }, [controller])
  return (
    <div
      ref={box}
      className="console-graph"
      style={{ height: heightOf(jobs) }}
      role="group"
      aria-label={describe(jobs)}
    >
      <TopologyView
        controlBar={
          <TopologyControlBar
            controlButtons={createTopologyControlButtons({
              ...defaultControlButtonsOptions,
              legend: false,
              zoomInCallback: action(() => controller.getGraph().scaleBy(4 / 3)),
              zoomOutCallback: action(() => controller.getGraph().scaleBy(0.75)),
              fitToScreenCallback: action(() => controller.getGraph().fit(30)),
              resetViewCallback: action(() => {
                controller.getGraph().reset()
                controller.getGraph().layout()
              }),
            })}
          />
        }
      >
        <VisualizationProvider controller={controller}>
          <VisualizationSurface />
        </VisualizationProvider>
      </TopologyView>
    </div>
  )
}

/** Shows the whole graph once the surface knows its size, which it learns some frames after it was drawn. */
function fitSoon(controller: Visualization, box: HTMLElement | null, frames = 120): void {
  requestAnimationFrame(() => {
    if (box === null || !controller.hasGraph()) return
    const graph = controller.getGraph()
    const known = Math.abs(graph.getDimensions().width - box.clientWidth) < 2
    if (known || frames === 0) graph.fit(30)
    else fitSoon(controller, box, frames - 1)
  })
}

interface JobNodeProps {
  element: GraphElement
  selected?: boolean
  onSelect?: (event: React.MouseEvent) => void
}

/** A box that says what the job does and how it stands; PatternFly draws the box and the mark of its state. */
function JobNode({ element, ...rest }: JobNodeProps) {
  const { status, role, lines } = element.getData() as NodeData
  return (
    <DefaultNode
      element={element as never}
      {...rest}
      showLabel={false}
      showStatusDecorator
      nodeStatus={status}
    >
      <text className="console-node" x={boxWidth / 2} y={boxHeight / 2 + 4 - lines.length * 9}>
        <tspan className="console-node-role">{role}</tspan>
        {lines.map((line, place) => (
          <tspan key={place} x={boxWidth / 2} dy={18}>
            {line}
          </tspan>
        ))}
      </text>
    </DefaultNode>
  )
}

interface NodeData {
  role: string
  lines: string[]
  status: NodeStatus
}

const boxWidth = 170
const boxHeight = 72

function toModel(jobs: readonly JobSummary[], now: number): Model {
  const nodes = jobs.map((job): NodeModel => {
    const status = statusOf(job)
    return {
      id: job.id,
      type: 'node',
      width: boxWidth,
      height: boxHeight,
      shape: job.parentId === null ? NodeShape.rect : NodeShape.stadium,
      status,
      data: { role: job.role, lines: linesOf(job, now), status } satisfies NodeData,
    }
  })
  const ids = new Set(jobs.map((job) => job.id))
  const edges = jobs.flatMap((job): EdgeModel[] => [
    ...job.dependsOn
      .filter((id) => ids.has(id))
      .map((source) => ({ id: `${source} ${job.id}`, type: 'edge', source, target: job.id })),
    ...(job.parentId === null
      ? []
      : [{ id: `${job.id} ${job.parentId}`, type: 'edge', source: job.id, target: job.parentId }]),
  ])
  return { nodes, edges, graph: { id: 'graph', type: 'graph', layout: 'Dagre' } }
}

function statusOf(job: JobSummary): NodeStatus {
  switch (jobWord(job)) {
    case 'succeeded':
      return NodeStatus.success
    case 'failed':
      return NodeStatus.danger
    case 'cancelled':
      return NodeStatus.warning
    case 'running':
      return NodeStatus.info
    default:
      return NodeStatus.default
  }
}

/** How it stands and for how long, then its attempt and how far it is. */
function linesOf(job: JobSummary, now: number): string[] {
  const { startedAt, finishedAt, attempt, state, progress } = job
  const end = finishedAt === null ? now : Date.parse(finishedAt)
  const spent = startedAt === null ? '' : `, ${seconds(Math.max(0, (end - Date.parse(startedAt)) / 1000))}`
  const more = [
    ...(attempt > 1 ? [`attempt ${attempt}`] : []),
    ...(state === 'running' && progress ? [progressWords(progress)] : []),
  ]
  return [`${jobWord(job)}${spent}`, ...(more.length > 0 ? [more.join(', ')] : [])]
}

const progressWords = ({ done, total, subprogress }: NonNullable<JobSummary['progress']>): string =>
  `${done}/${total}${subprogress ? `, stage ${subprogress.done}/${subprogress.total}` : ''}`

const barHeight = 64
const mostRows = 7

/** Pixels: a row for each job that waits for no other, which is about how many stand above each other. */
function heightOf(jobs: readonly JobSummary[]): number {
  const parents = new Set(jobs.map(({ parentId }) => parentId))
  const first = jobs.filter(({ id, dependsOn }) => dependsOn.length === 0 && !parents.has(id))
  return barHeight + Math.min(mostRows, Math.max(2, first.length)) * (boxHeight + 24)
}

/** For readers who do not see the drawing. */
const describe = (jobs: readonly JobSummary[]) =>
  `Job graph: ${jobs.map((job) => `${job.role} ${jobWord(job)}`).join('; ')}`
