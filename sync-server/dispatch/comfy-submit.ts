import { sleep } from './comfy-sleep.ts'
import { ComfyError } from './comfy-errors.ts'
import { describeRefusal, type ComfyFailure } from './comfy-failure.ts'
import { askText, parseAnswer, parseJson, statusError, type ComfyRequest, type HostAddress } from './comfy-http.ts'
import { PromptAnswer, PromptRefusal } from './comfy-messages.ts'
import type { CancelEffect, PromptPlace } from './comfy-client.ts'
import type { WorkflowGraph } from '#shared/generation/workflow-graph.ts'

/** A graph to be run. */
export interface PromptSubmission {
  readonly graph: WorkflowGraph
  /** Our own id: it makes messages assignable before the answer comes, and a lost answer recoverable. */
  readonly promptId: string
  /** Whose socket gets the messages; never left out, or the host tells everybody. */
  readonly clientId: string
}

/**
 * What became of a graph that was handed over.
 * - `accepted`: the host has it and will run all of it.
 * - `refused`: it never will; sending the same again is useless.
 * - `not-sent`: it did not arrive, or was turned away unread; it may be sent again.
 * - `uncertain`: the answer was lost. Look the prompt up before it is sent again, or it may run twice.
 */
export type SubmitVerdict =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'refused'; readonly failure: ComfyFailure }
  | { readonly kind: 'not-sent'; readonly error: ComfyError }
  | { readonly kind: 'uncertain'; readonly error: ComfyError }

/** The calls of a client that handing over needs. */
interface Lookup extends HostAddress {
  locate(promptId: string, signal?: AbortSignal): Promise<PromptPlace>
  cancel(promptId: string, signal?: AbortSignal): Promise<CancelEffect>
}

/** Statuses with which a request was turned away before ComfyUI looked at it. */
const TURNED_AWAY = new Set([401, 403, 404, 405, 413, 429])

/** `POST /prompt` once. See `ComfyClient.submit`. */
export async function submitPrompt(
  client: Lookup,
  submission: PromptSubmission,
  limits: ComfyRequest,
): Promise<SubmitVerdict> {
  const body = JSON.stringify({
    prompt: submission.graph,
    prompt_id: submission.promptId,
    client_id: submission.clientId,
    extra_data: { preview_method: 'auto' },
  })
  try {
    const answer = await askText(client, { ...limits, method: 'POST', body })
    if (answer.status === 400) {
      const refusal = PromptRefusal.safeParse(parseJson(answer.text))
      if (refusal.success) return { kind: 'refused', failure: describeRefusal(refusal.data) }
    }
    if (TURNED_AWAY.has(answer.status)) return { kind: 'not-sent', error: statusError(answer.status, answer.text) }
    if (answer.status !== 200) return { kind: 'uncertain', error: statusError(answer.status, answer.text) }
    const accepted = parseAnswer(answer, PromptAnswer)
    if (Object.keys(accepted.node_errors).length === 0) return { kind: 'accepted' }
    // A part of the graph was dropped and the rest was queued: half a result is no result.
    await client.cancel(submission.promptId, limits.signal)
    const error = {
      type: '',
      message: 'Some outputs are not valid.',
      details: '',
      extra_info: { received_value: null },
    }
    return { kind: 'refused', failure: describeRefusal({ error, node_errors: accepted.node_errors }) }
  } catch (error) {
    if (!(error instanceof ComfyError)) throw error
    return { kind: error.code === 'unreachable' ? 'not-sent' : 'uncertain', error }
  }
}

/**
 * Hands a graph over so that it runs once, whatever happened before: looks it up first where `mayBeThere`, and after
 * a lost answer looks twice, `settleMs` apart, before it calls the prompt not sent. Throws ComfyError while the host
 * cannot be asked; nothing is lost then, call again later.
 */
export async function ensureSubmitted(
  client: Lookup & { submit(submission: PromptSubmission, signal?: AbortSignal): Promise<SubmitVerdict> },
  submission: PromptSubmission,
  options: { readonly mayBeThere: boolean; readonly settleMs?: number; readonly signal?: AbortSignal },
): Promise<Exclude<SubmitVerdict, { kind: 'uncertain' }>> {
  const { signal } = options
  if (options.mayBeThere && (await isThere(client, submission.promptId, signal))) return { kind: 'accepted' }
  const verdict = await client.submit(submission, signal)
  if (verdict.kind !== 'uncertain') return verdict
  for (let look = 0; look < 2; look += 1) {
    await sleep(options.settleMs ?? 2000, signal)
    if (await isThere(client, submission.promptId, signal)) return { kind: 'accepted' }
  }
  return { kind: 'not-sent', error: verdict.error }
}

async function isThere(client: Lookup, promptId: string, signal: AbortSignal | undefined): Promise<boolean> {
  return (await client.locate(promptId, signal)).place !== 'unknown'
}
