import { Unplug } from 'lucide-react'
import { Component, type ErrorInfo, type ReactElement, type ReactNode } from 'react'
import { Button } from './button.tsx'
import { Icon } from './icon-button.tsx'

/** The text behind "Details": name, message and stack. */
function detailsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.stack ?? `${error.name}: ${error.message}`
}

/** What happened, what still works, and the next step, with the raw words behind "Details". */
export function ErrorPanel({
  title,
  children,
  error,
  onRetry,
  retryLabel = 'Try again',
}: {
  title: string
  /** What is safe and still works. */
  children?: ReactNode
  error?: unknown
  onRetry?: () => void
  /** What `onRetry` does. */
  retryLabel?: string
}): ReactElement {
  return (
    <div role="alert" className="mx-auto flex max-w-md flex-col items-center gap-2 px-4 py-10 text-center">
      <Icon icon={Unplug} size={20} className="text-fg-3" />
      <h2 className="text-title font-semibold">{title}</h2>
      {children ? <div className="text-body text-fg-2">{children}</div> : null}
      {onRetry ? (
        <Button className="mt-2" onClick={onRetry}>
          {retryLabel}
        </Button>
      ) : null}
      {error === undefined ? null : (
        <details className="mt-2 w-full text-left">
          <summary className="text-center text-meta text-fg-2">Details</summary>
          <pre className="mt-2 max-h-48 overflow-auto rounded-control bg-field p-3 font-mono text-tag whitespace-pre-wrap text-fg-2 select-text">
            {detailsOf(error)}
          </pre>
        </details>
      )}
    </div>
  )
}

/** A part of the app, fetched when it is needed, could not be had: it was updated on the server, or there is no network. */
export class MissingPart extends Error {
  constructor(cause: unknown) {
    super('A part of the app could not be fetched', { cause })
    this.name = 'MissingPart'
  }
}

type BoundaryProps = {
  /** What this part of the screen is called: "Inspector". */
  name: string
  children: ReactNode
  /** Told once of each failure, for the log. */
  onError?: (error: unknown, info: ErrorInfo) => void
}

/** Keeps a failure inside its panel: the rest of the screen goes on working. */
export class ErrorBoundary extends Component<BoundaryProps, { error: unknown; failed: boolean }> {
  override state = { error: undefined as unknown, failed: false }

  static getDerivedStateFromError(error: unknown): { error: unknown; failed: boolean } {
    return { error, failed: true }
  }

  override componentDidCatch(error: unknown, info: ErrorInfo): void {
    this.props.onError?.(error, info)
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children
    // What could not be fetched once is not asked for again by the same page.
    if (this.state.error instanceof MissingPart) {
      return (
        <ErrorPanel
          title={`${this.props.name} could not be fetched`}
          error={this.state.error.cause}
          onRetry={() => location.reload()}
          retryLabel="Reload"
        >
          StoryCanvas was updated on the server, or the network is gone. Your work is safe on this device. Reload to go
          on.
        </ErrorPanel>
      )
    }
    return (
      <ErrorPanel
        title={`${this.props.name} stopped`}
        error={this.state.error}
        onRetry={() => this.setState({ error: undefined, failed: false })}
      >
        Your work is safe on this device, and the other panels keep working.
      </ErrorPanel>
    )
  }
}
