import { Toolbar, ToolbarContent, ToolbarItem } from '@patternfly/react-core'
import { LogViewer, LogViewerSearch } from '@patternfly/react-log-viewer'
import { useMemo, type ReactNode } from 'react'
import { isDark } from '../color-scheme'

interface LineViewerProps {
  lines: string[]
  /** What it is, for readers who do not see it. */
  name: string
  /** Scrolls there and marks it; from 1. */
  line?: number | undefined
  numbers?: boolean
  /** More items of the bar above. */
  tools?: ReactNode
}

const lineHeight = 18
const barHeight = 90
const highest = 512

/** The viewer marks nothing but what was searched; it knows the colours of terminals. */
const marked = (line = ''): string => `\u001b[43m${line}\u001b[0m`

/** Lines of text with search; only those in view are drawn. */
export function LineViewer({ lines, name, line: asked, numbers = true, tools }: LineViewerProps) {
  const line = asked !== undefined && asked <= lines.length ? asked : undefined
  const data = useMemo(
    () => (line === undefined ? lines : lines.with(line - 1, marked(lines[line - 1]))),
    [lines, line],
  )
  return (
    <LogViewer
      data={data}
      hasLineNumbers={numbers}
      height={Math.min(highest, barHeight + lines.length * lineHeight)}
      theme={isDark() ? 'dark' : 'light'}
      useAnsiClasses
      {...(line === undefined ? {} : { scrollToRow: line })}
      toolbar={
        <Toolbar>
          <ToolbarContent>
            <ToolbarItem>
              <LogViewerSearch placeholder="Search" minSearchChars={2} aria-label={`Search ${name}`} />
            </ToolbarItem>
            {tools}
          </ToolbarContent>
        </Toolbar>
      }
    />
  )
}
