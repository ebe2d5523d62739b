import type { ReactElement, ReactNode } from 'react'
import { ErrorPanel } from '#client/ui/error-panel.tsx'
import type { Answer } from './use-answer.ts'

/** What the server answered, or why it has not. */
export function AnswerView<T>({
  answer,
  what,
  onRetry,
  children,
}: {
  answer: Answer<T>
  /** What was asked for, with its article: "The sessions". */
  what: string
  onRetry: () => void
  children: (value: T) => ReactNode
}): ReactElement | null {
  switch (answer.state) {
    case 'asking':
      return null
    case 'failed':
      return (
        <ErrorPanel title={`${what} could not be read`} onRetry={onRetry}>
          {answer.error instanceof Error ? answer.error.message : String(answer.error)}
        </ErrorPanel>
      )
    case 'here':
      return <>{children(answer.value)}</>
  }
}
