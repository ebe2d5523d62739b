import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'
import { answerQuestions } from './child-program.ts'

/**
 * Program: the least that a relay can do. What comes from one peer is written to a file, made safe, and sent to all
 * others. It is never attacked: what takes long here, takes long because the machine is busy.
 */
const { FILE } = process.env as { FILE: string }
const file = openSync(FILE, 'a')
const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
server.on('connection', (socket) => {
  socket.on('message', (data: Buffer) => {
    writeSync(file, data)
    fdatasyncSync(file)
    for (const other of server.clients) if (other !== socket) other.send(data)
  })
})

answerQuestions({
  ready: () => true,
  port: () => (server.address() as AddressInfo).port,
})
process.on('exit', () => closeSync(file))
