import {
  ExecutionError,
  filesOfOutput,
  type HistoryEntry,
  type OutputFile,
  type PromptRefusal,
} from './comfy-messages.ts'

/** Why a run or a graph failed, in words for people, with the raw words kept apart. */
export interface ComfyFailure {
  /** `out-of-memory` and `model-unreadable` have known remedies; `graph-refused` never gets better by itself. */
  readonly code: 'out-of-memory' | 'model-unreadable' | 'node-failed' | 'graph-refused'
  readonly message: string
  /** Raw text of the host, at most a few thousand characters; never a traceback, which shows the host's paths. */
  readonly detail: string
  readonly nodeId: string | null
  readonly nodeClass: string | null
}

/** How far the sampling had come. */
export interface StepCount {
  readonly step: number
  readonly steps: number
}

const MAX_DETAIL = 4000

/** Words for an exception of a running node. `at`: the last step that was heard of, null where none was. */
export function describeExecutionError(error: ExecutionError, at: StepCount | null): ComfyFailure {
  const nodeClass = error.node_type ?? null
  const told = error.exception_message.trim()
  const sampling = nodeClass === null || /^(KSampler|SamplerCustom)/.test(nodeClass)
  const step = at && at.step > 0 && sampling ? ` at step ${at.step} of ${at.steps}` : null
  const where = step ?? (nodeClass ? ` in ${nodeClass}` : '')
  const base = {
    detail: `${error.exception_type}: ${told}`.slice(0, MAX_DETAIL),
    nodeId: error.node_id ?? null,
    nodeClass,
  }
  if (/OutOfMemory/i.test(error.exception_type) || /out of memory/i.test(told)) {
    return { ...base, code: 'out-of-memory', message: `Ran out of GPU memory${where}.` }
  }
  if (/Safetensor|Unpickling/i.test(error.exception_type)) {
    const reader = nodeClass ? ` (${nodeClass})` : ''
    return { ...base, code: 'model-unreadable', message: `The server could not read a model file${reader}.` }
  }
  const firstLine = told.split('\n')[0]?.slice(0, 300) || error.exception_type || 'no reason given'
  return { ...base, code: 'node-failed', message: `${nodeClass ?? 'A step'} failed: ${firstLine}` }
}

/** Words for a graph that the host does not accept, whole or in part. */
export function describeRefusal(refusal: PromptRefusal): ComfyFailure {
  const problems = Object.entries(refusal.node_errors).flatMap(([nodeId, node]) =>
    node.errors.map((problem) => ({ nodeId, nodeClass: node.class_type, text: problemText(node.class_type, problem) })),
  )
  const first = problems[0]
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : ''
  const general = [refusal.error.message, refusal.error.details].filter((text) => text !== '').join(' ')
  return {
    code: 'graph-refused',
    message: first ? `The server refuses this: ${first.text}${more}.` : `The server refuses this: ${general}`,
    detail: (problems.map(({ nodeId, text }) => `#${nodeId} ${text}`).join('\n') || general).slice(0, MAX_DETAIL),
    nodeId: first?.nodeId ?? null,
    nodeClass: first?.nodeClass ?? null,
  }
}

function problemText(nodeClass: string, problem: PromptRefusal['error']): string {
  const input = problem.extra_info.input_name ?? problem.details
  const value = JSON.stringify(problem.extra_info.received_value)
  switch (problem.type) {
    case 'value_not_in_list':
      return `${nodeClass} knows no ${input} ${value}`
    case 'required_input_missing':
      return `${nodeClass} needs ${input}`
    case 'value_smaller_than_min':
    case 'value_bigger_than_max':
      return `${nodeClass} ${input}: ${problem.message}`
    default:
      return `${nodeClass}: ${[problem.message, problem.details].filter((text) => text !== '').join(', ')}`
  }
}

/** How a run ended, as the history tells it. */
export type RunOutcome =
  | { readonly kind: 'done'; readonly files: readonly OutputFile[] }
  /** `files`: what was written before the failure. */
  | { readonly kind: 'failed'; readonly failure: ComfyFailure; readonly files: readonly OutputFile[] }
  | { readonly kind: 'interrupted' }

/**
 * Reads the end of a run from its history entry. An interruption has the status "error" there as well, and only its
 * messages tell the difference.
 */
export function readOutcome(entry: HistoryEntry, at: StepCount | null): RunOutcome {
  const files = Object.entries(entry.outputs).flatMap(([nodeId, output]) => filesOfOutput(nodeId, output))
  const messages = new Map(entry.status?.messages)
  if (messages.has('execution_interrupted')) return { kind: 'interrupted' }
  if (entry.status?.status_str !== 'error') return { kind: 'done', files }
  const error = ExecutionError.catch({ exception_message: '', exception_type: '' }).parse(
    messages.get('execution_error'),
  )
  return { kind: 'failed', failure: describeExecutionError(error, at), files }
}
