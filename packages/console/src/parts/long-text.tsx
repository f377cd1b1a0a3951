import { Button, Toolbar, ToolbarContent, ToolbarItem } from '@patternfly/react-core'
import { LogViewer, LogViewerSearch } from '@patternfly/react-log-viewer'
import { useQuery } from '@tanstack/react-query'
import { useLocation } from 'react-router'
import { isDark } from '../color-scheme'
import { Loaded } from './loaded'

interface LongTextProps {
  address: string
  /** `log`, `args`, `result`: begins the part of a page's address that names a line. */
  what: string
}

/** Longer lines are cut into pieces: the viewer measures lines as they are drawn. */
const lineLimit = 2000

/** A text of many megabytes by lines, with search; `#log-120` in the page's address leads to line 120. */
export function LongText({ address, what }: LongTextProps) {
  const { hash } = useLocation()
  const query = useQuery({
    queryKey: ['lines', address],
    queryFn: ({ signal }) => readLines(address, signal),
    refetchInterval: false,
    gcTime: 0,
  })
  const wanted = new RegExp(`^#${what}-(\\d+)$`).exec(hash)?.[1]
  return (
    <Loaded query={query} empty={{ when: (lines) => lines.length === 0, title: `There is no ${what}` }}>
      {(lines) => (
        <div className="console-log">
          <LogViewer
            data={lines}
            hasLineNumbers
            height="100%"
            theme={isDark() ? 'dark' : 'light'}
            useAnsiClasses
            {...(wanted === undefined ? {} : { scrollToRow: Number(wanted) })}
            toolbar={
              <Toolbar>
                <ToolbarContent>
                  <ToolbarItem>
                    <LogViewerSearch
                      placeholder="Search"
                      minSearchChars={2}
                      aria-label={`Search the ${what}`}
                    />
                  </ToolbarItem>
                  <ToolbarItem>
                    <Button component="a" variant="link" href={address} download={`${what}.txt`}>
                      Save
                    </Button>
                  </ToolbarItem>
                </ToolbarContent>
              </Toolbar>
            }
          />
        </div>
      )}
    </Loaded>
  )
}

/** Reads as it comes, so that the page goes on between two pieces. */
async function readLines(address: string, signal: AbortSignal): Promise<string[]> {
  const response = await fetch(address, { signal })
  if (!response.ok || !response.body) throw new Error(`The server answered ${response.status}`)
  const lines: string[] = []
  let rest = ''
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    const pieces = (rest + value).split('\n')
    rest = pieces.pop() ?? ''
    for (const piece of pieces) pushLine(lines, piece)
    if (rest.length > lineLimit) {
      pushLine(lines, rest)
      rest = ''
    }
  }
  if (rest !== '') pushLine(lines, rest)
  return lines
}

function pushLine(lines: string[], line: string): void {
  if (line.length <= lineLimit) lines.push(line)
  else for (let at = 0; at < line.length; at += lineLimit) lines.push(line.slice(at, at + lineLimit))
}
