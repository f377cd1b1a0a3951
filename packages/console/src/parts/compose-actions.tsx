import { ActionList, ActionListItem, Alert, CodeBlock, CodeBlockCode } from '@patternfly/react-core'
import { api, dataOf, type ComposeDetail, type RetryAnswer } from '../api'
import { ActButton } from './act-button'

export const isOver = ({ state }: Pick<ComposeDetail, 'state'>): boolean =>
  state !== 'running' && state !== 'waiting'

/** What can be done to a compose as it stands. */
export function ComposeActions({ compose }: { compose: ComposeDetail }) {
  const path = { params: { path: { id: compose.id } } }
  return (
    <ActionList>
      {isOver(compose) ? null : (
        <ActionListItem>
          <ActButton
            label="Cancel"
            variant="danger"
            text="What is unfinished is cancelled; its workers are told to stop."
            act={(reason) => dataOf(api.POST('/composes/{id}/cancel', { ...path, body: { reason } }))}
          />
        </ActionListItem>
      )}
      {compose.state === 'failed' || compose.state === 'cancelled' ? (
        <ActionListItem>
          <ActButton
            label="Retry from failure"
            variant="primary"
            text="What failed or was cancelled gets another try, and everything behind it. What succeeded is not done again."
            act={(reason) => dataOf(api.POST('/composes/{id}/retry', { ...path, body: { reason } }))}
            outcome={toldOf}
          />
        </ActionListItem>
      ) : null}
    </ActionList>
  )
}

function toldOf(answer: RetryAnswer) {
  switch (answer.answer) {
    case 'done':
      return null
    case 'nothing-to-do':
      return <Alert isInline variant="info" title="Nothing of it failed or was cancelled" />
    case 'erased':
      return (
        <>
          <Alert
            isInline
            variant="warning"
            title={`The args of ${answer.jobIds.length === 1 ? 'a job' : `${answer.jobIds.length} jobs`} held secrets and were erased when it ended`}
          >
            {answer.request == null
              ? 'The stored request lacks secrets too: its client has to post it again.'
              : 'Post the same request again:'}
          </Alert>
          {answer.request == null ? null : (
            <CodeBlock>
              <CodeBlockCode>{answer.request}</CodeBlockCode>
            </CodeBlock>
          )}
        </>
      )
  }
}
