import { z } from 'zod'

/** A link to an output of another node: its id (always a string; ComfyUI refuses numbers) and the slot. */
export const NodeLink = z.tuple([z.string().min(1), z.int().min(0)])
export type NodeLink = z.infer<typeof NodeLink>

/** What an input of a node is set to. */
export const NodeValue = z.union([z.string(), z.number(), z.boolean(), NodeLink])
export type NodeValue = z.infer<typeof NodeValue>

/** One step of a workflow graph. */
export const GraphNode = z.object({
  class_type: z.string().min(1),
  inputs: z.record(z.string(), NodeValue),
  _meta: z.object({ title: z.string() }).optional(),
})
export type GraphNode = z.infer<typeof GraphNode>

/** A whole workflow in ComfyUI's API format: nodes by id. */
export const WorkflowGraph = z.record(z.string().min(1), GraphNode)
export type WorkflowGraph = z.infer<typeof WorkflowGraph>

/** True for `["4", 0]`, the writing of a link. */
export function isLink(value: unknown): value is NodeLink {
  return NodeLink.safeParse(value).success
}
