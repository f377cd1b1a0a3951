import { ClipboardCopyButton } from '@patternfly/react-core'
import { useState } from 'react'
import { Link } from 'react-router'

interface IdentifierProps {
  id: string
  /** Where it leads; without it the id is only text. */
  to?: string
}

/** An id that can be followed and copied. */
export function Identifier({ id, to }: IdentifierProps) {
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    await navigator.clipboard.writeText(id)
    setCopied(true)
  }
  return (
    <span className="console-identifier">
      <code id={`id-${id}`}>{to === undefined ? id : <Link to={to}>{id}</Link>}</code>
      <ClipboardCopyButton
        id={`copy-${id}`}
        textId={`id-${id}`}
        aria-label={`Copy ${id}`}
        variant="plain"
        hasNoPadding
        onClick={() => void copy()}
        onTooltipHidden={() => setCopied(false)}
      >
        {copied ? 'Copied' : 'Copy'}
      </ClipboardCopyButton>
    </span>
  )
}
