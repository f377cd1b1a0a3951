import {
  action,
  createTopologyControlButtons,
  DagreLayout,
  DefaultEdge,
  DefaultNode,
  defaultControlButtonsOptions,
  GraphComponent,
  LabelPosition,
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
import { useEffect, useState } from 'react'
import { useNavigate } from 'react-router'
import type { JobSummary } from '../api'
import { seconds } from './seconds'
import { jobWord } from './state-label'

const layoutFactory: LayoutFactory = (type, graph) =>
  type === 'Dagre' ? new DagreLayout(graph, { rankdir: 'LR', nodesep: 40, ranksep: 60 }) : undefined

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
export function JobGraph({ jobs }: { jobs: readonly JobSummary[] }) {
  const navigate = useNavigate()
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
    controller.fromModel(toModel(jobs), known)
  }, [controller, jobs])
  useEffect(() => {
    controller.getGraph().layout()
    requestAnimationFrame(() => controller.getGraph().fit(60))
  }, [controller, shape])
  return (
    <div className="console-graph" role="group" aria-label={describe(jobs)}>
      <TopologyView
        controlBar={
          <TopologyControlBar
            controlButtons={createTopologyControlButtons({
              ...defaultControlButtonsOptions,
              legend: false,
              zoomInCallback: action(() => controller.getGraph().scaleBy(4 / 3)),
              zoomOutCallback: action(() => controller.getGraph().scaleBy(0.75)),
              fitToScreenCallback: action(() => controller.getGraph().fit(60)),
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

interface JobNodeProps {
  element: GraphElement
  selected?: boolean
  onSelect?: (event: React.MouseEvent) => void
}

function JobNode({ element, ...rest }: JobNodeProps) {
  const { secondary, status } = element.getData() as { secondary: string; status: NodeStatus }
  return (
    <DefaultNode
      element={element as never}
      {...rest}
      showStatusDecorator
      nodeStatus={status}
      secondaryLabel={secondary}
      labelPosition={LabelPosition.bottom}
    />
  )
}

function toModel(jobs: readonly JobSummary[]): Model {
  const nodes = jobs.map((job): NodeModel => ({
    id: job.id,
    type: 'node',
    label: job.role,
    width: 50,
    height: 50,
    shape: job.parentId === null ? NodeShape.rect : NodeShape.ellipse,
    status: statusOf(job),
    data: { secondary: secondaryOf(job), status: statusOf(job) },
  }))
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

function secondaryOf(job: JobSummary): string {
  const parts: string[] = [jobWord(job)]
  if (job.startedAt !== null) {
    const end = job.finishedAt === null ? Date.now() : Date.parse(job.finishedAt)
    parts.push(seconds(Math.max(0, (end - Date.parse(job.startedAt)) / 1000)))
  }
  if (job.attempt > 1) parts.push(`attempt ${job.attempt}`)
  if (job.state === 'running' && job.progress) parts.push(`${job.progress.done}/${job.progress.total}`)
  return parts.join(', ')
}

/** For readers who do not see the drawing. */
const describe = (jobs: readonly JobSummary[]) =>
  `Job graph: ${jobs.map((job) => `${job.role} ${jobWord(job)}`).join('; ')}`
