import { COMPANIONS, findCompanion, type CompanionRole } from './companion-files.ts'
import { listedValues, type HostCapabilities } from './host-capabilities.ts'
import type { NodeLink, NodeValue, WorkflowGraph } from './workflow-graph.ts'

/** Something a graph needs that a host has not. */
export interface MissingOnHost {
  readonly kind: 'node' | 'file' | 'option'
  /** The node class, file name or value that is missing. */
  readonly what: string
  /** A model folder for files, the input's name for options. */
  readonly where: string
  /** What would do as well, in words. */
  readonly any?: string
}

/**
 * Writes a workflow graph node by node and notes what the host lacks for it. Writing goes on after a gap, so that a
 * person hears of everything that is missing at once.
 */
export class GraphWriter {
  readonly graph: WorkflowGraph = {}
  readonly missing: MissingOnHost[] = []
  readonly #host: HostCapabilities

  constructor(host: HostCapabilities) {
    this.#host = host
  }

  /** Adds a node and returns a function from slot to the link that leads there. */
  add(className: string, inputs: Readonly<Record<string, NodeValue>>, title?: string): (slot?: number) => NodeLink {
    if (!this.#host.classes[className]) this.#note({ kind: 'node', what: className, where: 'nodes' })
    const id = String(Object.keys(this.graph).length + 1)
    this.graph[id] = { class_type: className, inputs: { ...inputs }, ...(title && { _meta: { title } }) }
    return (slot = 0) => [id, slot]
  }

  /** The host's file for a part of the graph, by the list of the very input that takes it. */
  companion(role: CompanionRole, className: string, input: string): string {
    const found = findCompanion(role, listedValues(this.#host, className, input))
    const { usual, folder, any } = COMPANIONS[role]
    if (found === null) this.#note({ kind: 'file', what: usual, where: folder, any })
    return found ?? usual
  }

  /** A file that must be listed under exactly this name. */
  file(name: string, className: string, input: string, folder: string): string {
    if (!listedValues(this.#host, className, input).includes(name)) {
      this.#note({ kind: 'file', what: name, where: folder })
    }
    return name
  }

  /** A value that the host must offer, such as the name of a sampler. */
  option(value: string, className: string, input: string): string {
    if (this.#host.classes[className] && !listedValues(this.#host, className, input).includes(value)) {
      this.#note({ kind: 'option', what: value, where: input })
    }
    return value
  }

  /** The first of the wanted values that the host offers; else the first wanted one, which is noted as missing. */
  anyOption(wanted: readonly [string, ...string[]], className: string, input: string): string {
    const listed = listedValues(this.#host, className, input)
    return wanted.find((value) => listed.includes(value)) ?? this.option(wanted[0], className, input)
  }

  /** Whether the host has a node. */
  has(className: string): boolean {
    return this.#host.classes[className] !== undefined
  }

  /** Whether the host lists a file for a part of the graph. */
  hasCompanion(role: CompanionRole, className: string, input: string): boolean {
    return findCompanion(role, listedValues(this.#host, className, input)) !== null
  }

  /** Whether the host lists a file or value for an input. */
  lists(value: string, className: string, input: string): boolean {
    return listedValues(this.#host, className, input).includes(value)
  }

  #note(gap: MissingOnHost): void {
    if (!this.missing.some((known) => known.kind === gap.kind && known.what === gap.what)) this.missing.push(gap)
  }
}

/** What is missing, in words: "needs `ae.safetensors` in vae". */
export function describeMissing(missing: readonly MissingOnHost[]): string {
  return missing
    .map(({ kind, what, where, any }) => {
      if (kind === 'file') return `needs \`${what}\` in ${where}${any ? ` (${any} will do)` : ''}`
      if (kind === 'node') return `needs the node \`${what}\``
      return `does not know \`${what}\` as a ${where.replace(/_name$/, '')}`
    })
    .join(', ')
}
