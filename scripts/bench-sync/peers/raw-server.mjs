/**
 * The least a relay can do: every message of a socket goes to the other sockets of its room. Nothing is read, kept or
 * merged; it shows what `ws` costs. Settings: PORT, HOST.
 */
import { createServer } from 'node:http'
import { WebSocketServer } from 'ws'

/** @type {Map<string, Set<import('ws').WebSocket>>} */
const rooms = new Map()
const http = createServer((_request, response) => response.end('ok'))
const sockets = new WebSocketServer({ server: http, perMessageDeflate: false })

sockets.on('connection', (socket, request) => {
  const name = request.url ?? '/'
  const room = rooms.get(name) ?? new Set()
  rooms.set(name, room)
  room.add(socket)
  socket.on('message', (data) => {
    for (const other of room) if (other !== socket) other.send(data)
  })
  socket.on('close', () => {
    room.delete(socket)
    if (room.size === 0) rooms.delete(name)
  })
})

http.listen(Number(process.env.PORT), process.env.HOST)
