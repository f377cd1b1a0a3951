import { CodeBlock, CodeBlockCode } from '@patternfly/react-core'
import { collapseAllNested, JsonView } from 'react-json-view-lite'
import 'react-json-view-lite/dist/index.css'
import { jsonStyle } from './json-style'

/** Larger texts are shown as text: a tree of them would hold the page still. */
const treeLimit = 512 * 1024

/** JSON as a tree that can be folded. */
export function JsonText({ text }: { text: string }) {
  const value = text.length > treeLimit ? undefined : parse(text)
  if (typeof value !== 'object' || value === null) {
    return (
      <CodeBlock>
        <CodeBlockCode>{text}</CodeBlockCode>
      </CodeBlock>
    )
  }
  return <JsonView data={value} style={jsonStyle} shouldExpandNode={collapseAllNested} clickToExpandNode />
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
