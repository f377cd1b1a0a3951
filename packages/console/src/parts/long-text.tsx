import { Button, TextInput, ToolbarItem } from '@patternfly/react-core'
import type { MouseEvent } from 'react'
import { useLocation, useNavigate } from 'react-router'
import { LineViewer } from './line-viewer'
import { Loaded } from './loaded'
import { useLines } from './use-lines'

interface LongTextProps {
  address: string
  /** `log`, `args`, `result`: begins the part of a page's address that names a line. */
  what: string
}

/**
 * A text of many megabytes by lines, with search. `#log-120` in the page's address leads to line 120; a click on a line's
 * number, or a number in the field, puts it there.
 */
export function LongText({ address, what }: LongTextProps) {
  const { hash } = useLocation()
  const navigate = useNavigate()
  const query = useLines(address)
  const wanted = new RegExp(`^#${what}-(\\d+)$`).exec(hash)?.[1]
  const lead = (line: string) =>
    void navigate({ hash: line === '' ? what : `${what}-${line}` }, { replace: true })
  const leadToClicked = ({ target }: MouseEvent) => {
    const number = target instanceof Element ? target.closest('.pf-v6-c-log-viewer__index') : null
    if (number?.textContent) lead(number.textContent)
  }
  return (
    <Loaded query={query} empty={{ when: ({ lines }) => lines.length === 0, title: `There is no ${what}` }}>
      {({ lines }) => (
        <div className="console-log" onClick={leadToClicked}>
          <LineViewer
            lines={lines}
            name={`the ${what}`}
            line={wanted === undefined ? undefined : Number(wanted)}
            tools={
              <>
                <ToolbarItem>
                  <TextInput
                    className="console-line"
                    type="number"
                    min={1}
                    max={lines.length}
                    aria-label={`Line of the ${what}`}
                    placeholder="Line"
                    value={wanted ?? ''}
                    onChange={(_event, line) => lead(line)}
                  />
                </ToolbarItem>
                <ToolbarItem>
                  <Button component="a" variant="link" href={address} download={`${what}.txt`}>
                    Save
                  </Button>
                </ToolbarItem>
              </>
            }
          />
        </div>
      )}
    </Loaded>
  )
}
