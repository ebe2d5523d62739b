import { AddressRefused, requireAllowedLiteral } from '#server/outgoing/refused-addresses.ts'
import { ComfyError } from './comfy-errors.ts'

/** What is wrong with a host, and what to do about it, in words for people. */
export interface HostTrouble {
  readonly problem: string
  readonly fix: string
}

/** Names of this very computer. */
const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/

/** Why an address can be no host's, whoever names it; null where it can. Names are looked at when they are connected to. */
export function whyAddressRefused(address: string): string | null {
  try {
    requireAllowedLiteral(new URL(address))
    return null
  } catch (error) {
    if (error instanceof AddressRefused) return error.message
    throw error
  }
}

/** Says why a host cannot be used. `error` is whatever asking it threw. */
export function describeTrouble(address: string, error: unknown): HostTrouble {
  const url = new URL(address)
  const here = LOOPBACK.test(url.hostname)
  if (!(error instanceof ComfyError)) {
    return { problem: 'The server could not be asked.', fix: `Check the address ${address} and try again.` }
  }
  const detail = `${error.detail} ${causeCode(error)}`
  switch (error.code) {
    case 'unreachable':
      if (error.cause instanceof AddressRefused) {
        return {
          problem: `StoryCanvas never talks to ${url.hostname}. ${error.detail}.`,
          fix: 'Use the address of the machine that ComfyUI runs on, such as http://192.168.1.20:8188.',
        }
      }
      if (/ENOTFOUND|EAI_AGAIN/.test(detail)) {
        return {
          problem: `No machine called ${url.hostname} can be found.`,
          fix: 'Check the spelling, or use the IP address of the machine, such as http://192.168.1.20:8188.',
        }
      }
      return {
        problem: `Nothing answers at ${url.host}.`,
        fix: here
          ? 'Start ComfyUI on this computer. It prints its address when it starts, usually http://127.0.0.1:8188.'
          : `Start ComfyUI on ${url.hostname} with --listen 0.0.0.0, which lets other machines reach it, and allow port ${portOf(url)} in its firewall.`,
      }
    case 'timeout':
      return {
        problem: `${url.host} does not answer in time.`,
        fix: here
          ? 'ComfyUI may be loading a model. Try again in a moment, or start it anew.'
          : `Check that the machine is on and that its firewall allows port ${portOf(url)}. ComfyUI must run with --listen 0.0.0.0.`,
      }
    case 'cut':
      return {
        problem: `${url.host} ends the connection in the middle.`,
        fix:
          url.protocol === 'https:'
            ? `ComfyUI speaks http unless it was given a certificate: try http://${url.host}.`
            : `If a proxy with a certificate stands before ComfyUI, use https://${url.host}.`,
      }
    case 'status':
      if (error.status === 401 || error.status === 403) {
        return {
          problem: `${url.host} refuses to talk (${error.status}).`,
          fix: 'A proxy in front of ComfyUI asks for a sign-in. Enter its user name and password, or use the address of ComfyUI itself.',
        }
      }
      return { problem: `${url.host} answers with an error (${error.status}).`, fix: "Look into ComfyUI's own log." }
    case 'not-found':
    case 'not-comfy':
      return {
        problem: `Something answers at ${url.host}, but it is not ComfyUI.`,
        fix: 'Use the address that ComfyUI prints when it starts ("To see the GUI go to: …"). Its port is usually 8188.',
      }
    case 'too-large':
      return {
        problem: `${url.host} answers with more than can be read.`,
        fix: 'Check that the address is that of ComfyUI.',
      }
  }
}

function portOf(url: URL): string {
  return url.port || (url.protocol === 'https:' ? '443' : '80')
}

/** The system's code of the innermost cause, such as ECONNREFUSED. */
function causeCode(error: Error): string {
  const { cause } = error
  if (!(cause instanceof Error)) return ''
  const code = (cause as { code?: unknown }).code
  return `${typeof code === 'string' ? code : ''} ${causeCode(cause)}`
}
