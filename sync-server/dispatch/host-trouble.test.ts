import { describe, expect, test } from 'vitest'
import { ComfyError } from './comfy-errors.ts'
import { describeTrouble } from './host-trouble.ts'

const unreachable = (detail: string): ComfyError => new ComfyError('unreachable', '', { detail })

describe('[H4] what is wrong, and what puts it right', () => {
  test.each([
    ['http://127.0.0.1:8188', unreachable('connect ECONNREFUSED 127.0.0.1:8188'), 'Start ComfyUI on this computer'],
    ['http://attic:8188', unreachable('connect ECONNREFUSED 10.0.0.2:8188'), '--listen 0.0.0.0'],
    ['http://atttic:8188', unreachable('getaddrinfo ENOTFOUND atttic'), 'Check the spelling'],
    ['http://attic:8188', new ComfyError('timeout', ''), 'allows port 8188'],
    ['http://127.0.0.1:8188', new ComfyError('timeout', ''), 'may be loading a model'],
    ['https://attic:8188', new ComfyError('cut', ''), 'try http://attic:8188'],
    ['http://attic', new ComfyError('cut', ''), 'use https://attic'],
    ['http://attic:8188', new ComfyError('status', '', { status: 403 }), 'asks for a sign-in'],
    ['http://attic:8188', new ComfyError('status', '', { status: 500 }), "ComfyUI's own log"],
    ['http://attic:3000', new ComfyError('not-comfy', ''), 'usually 8188'],
    ['http://attic:3000', new ComfyError('not-found', ''), 'usually 8188'],
    ['http://attic:8188', new ComfyError('too-large', ''), 'the address is that of ComfyUI'],
    ['http://attic:8188', new Error('anything'), 'Check the address'],
  ])('%s: %s', (address, error, fix) => {
    expect(describeTrouble(address, error).fix).toContain(fix)
  })
})
