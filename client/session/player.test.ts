import { afterEach, describe, expect, test } from 'vitest'
import { setMusic } from '#shared/commands/project-commands.ts'
import { RecordCache } from '#shared/document/record-cache.ts'
import { aFilm } from '#shared/testing/builders.ts'
import { Player, type PlayerHost, type SongElement } from './player.ts'
import { ViewStateStore } from './view-state.ts'

/** A screen and a clock that go on only when told. */
class FakeHost implements PlayerHost {
  time = 0
  readonly songs: FakeSong[] = []
  #next: (() => void) | null = null

  readonly now = (): number => this.time
  readonly nextFrame = (callback: () => void): number => {
    this.#next = callback
    return 1
  }
  readonly cancel = (): void => {
    this.#next = null
  }
  readonly createAudio = (): SongElement => {
    const song = new FakeSong()
    this.songs.push(song)
    return song
  }

  /** Lets time pass in pictures of the screen; a playing song goes on with it. */
  pass(ms: number): void {
    for (let left = ms; left > 0; left -= 10) {
      this.time += 10
      for (const song of this.songs) song.pass(0.01)
      const callback = this.#next
      this.#next = null
      callback?.()
    }
  }
}

class FakeSong implements SongElement {
  src = ''
  preload = ''
  currentTime = 0
  playbackRate = 1
  duration = 10
  playing = false
  refuses = false
  #onError: () => void = () => undefined

  get ended(): boolean {
    return this.currentTime >= this.duration
  }
  play(): Promise<void> {
    if (this.refuses) return Promise.reject(new Error('not now'))
    this.playing = true
    return Promise.resolve()
  }
  pause(): void {
    this.playing = false
  }
  addEventListener(_type: 'error', listener: () => void): void {
    this.#onError = listener
  }
  removeAttribute(): void {
    this.src = ''
  }
  pass(seconds: number): void {
    if (this.playing) this.currentTime = Math.min(this.duration, this.currentTime + seconds * this.playbackRate)
  }
  fail(): void {
    this.playing = false
    this.#onError()
  }
}

const settings = { get: () => Promise.resolve(null), set: () => Promise.resolve(), remove: () => Promise.resolve() }
const players: Player[] = []

afterEach(() => {
  for (const player of players.splice(0)) player.close()
})

/** A film of `seconds` at 24 frames a second, with a song of 10 seconds or without one. */
async function aPlayer(seconds: number, withSong: boolean) {
  const film = aFilm([Math.round(seconds / 2)])
  if (withSong) {
    const music = { sha256: 'a'.repeat(64), fileName: 'song.mp3', mime: 'audio/mpeg', durationSeconds: 10, bpm: null }
    setMusic(film.doc, { music }, film.context)
  }
  const cache = new RecordCache(film.doc)
  const records = {
    get: () => cache.snapshot(),
    subscribe: (listener: () => void) => cache.subscribe(() => listener()),
  }
  const view = await ViewStateStore.open(settings, 'film')
  const host = new FakeHost()
  const player = new Player({ view, records }, host)
  players.push(player)
  return { player, view, host, film, song: () => host.songs.at(-1)! }
}

describe('without a song', () => {
  test('the screen is the clock', async () => {
    const { player, view, host } = await aPlayer(8, false)
    player.toggle()
    host.pass(1000)
    expect(view.playhead.get()).toBe(24)
    player.toggle()
    host.pass(1000)
    expect(view.playhead.get()).toBe(24)
    expect(view.get().playing).toBe(false)
  })

  test('it stops on the last frame, and starts anew from there', async () => {
    const { player, view, host } = await aPlayer(8, false)
    view.playhead.set(180)
    player.toggle()
    host.pass(1000)
    expect(view.playhead.get()).toBe(191)
    expect(view.get().playing).toBe(false)
    player.toggle()
    host.pass(500)
    expect(view.playhead.get()).toBe(12)
  })

  test('J and L go both ways, faster with each press, and K stops', async () => {
    const { player, view, host } = await aPlayer(8, false)
    player.shuttle(1)
    player.shuttle(1)
    host.pass(1000)
    expect(view.playhead.get()).toBe(48)
    player.shuttle(-1)
    host.pass(500)
    expect(view.playhead.get()).toBe(36)
    player.stop()
    expect(player.speed.get()).toBe(1)
    player.shuttle(-1)
    host.pass(9000)
    expect(view.playhead.get()).toBe(0)
    expect(view.get().playing).toBe(false)
  })

  test('a seek while it plays goes on from there', async () => {
    const { player, view, host } = await aPlayer(8, false)
    player.toggle()
    host.pass(200)
    view.playhead.set(100)
    host.pass(500)
    expect(view.playhead.get()).toBe(112)
  })
})

describe('with a song', () => {
  test('the song is the clock: when it stalls, the picture waits', async () => {
    const { player, view, host, song } = await aPlayer(8, true)
    player.toggle()
    host.pass(1000)
    expect(view.playhead.get()).toBe(24)
    song().pause()
    host.pass(1000)
    expect(view.playhead.get()).toBe(24)
  })

  test('it starts at the playhead, and follows a seek', async () => {
    const { player, view, host, song } = await aPlayer(8, true)
    view.playhead.set(48)
    player.toggle()
    expect(song().currentTime).toBeCloseTo(2, 2)
    view.playhead.set(96)
    expect(song().currentTime).toBeCloseTo(4, 2)
    host.pass(500)
    expect(view.playhead.get()).toBe(108)
  })

  test('past its end the screen takes over, to the end of the cut', async () => {
    const { player, view, host } = await aPlayer(12, true)
    view.playhead.set(216)
    player.toggle()
    host.pass(2000)
    expect(view.playhead.get()).toBeGreaterThanOrEqual(262)
    expect(view.playhead.get()).toBeLessThanOrEqual(264)
    host.pass(2000)
    expect(view.playhead.get()).toBe(287)
  })

  test('where it cannot be had, playing goes on in silence', async () => {
    const { player, view, host, song } = await aPlayer(8, true)
    player.toggle()
    host.pass(500)
    song().fail()
    host.pass(500)
    expect(view.playhead.get()).toBe(24)
    const other = await aPlayer(8, true)
    other.song().refuses = true
    other.player.toggle()
    await Promise.resolve()
    await Promise.resolve()
    other.host.pass(500)
    expect(other.view.playhead.get()).toBe(12)
  })

  test('backwards it is silent', async () => {
    const { player, view, host, song } = await aPlayer(8, true)
    view.playhead.set(96)
    player.shuttle(-1)
    host.pass(1000)
    expect(view.playhead.get()).toBe(72)
    expect(song().playing).toBe(false)
  })

  test('another song takes the place of the first', async () => {
    const { film, host } = await aPlayer(8, true)
    const music = { sha256: 'b'.repeat(64), fileName: 'other.mp3', mime: 'audio/mpeg', durationSeconds: 5, bpm: null }
    setMusic(film.doc, { music }, film.context)
    expect(host.songs.map((song) => song.src.slice(-2))).toEqual(['aa', 'bb'])
    setMusic(film.doc, { music: null }, film.context)
    expect(host.songs).toHaveLength(2)
  })

  test('anybody may start and stop it by the view', async () => {
    const { view, host } = await aPlayer(8, true)
    view.patch({ playing: true })
    host.pass(500)
    expect(view.playhead.get()).toBe(12)
    view.patch({ playing: false })
    host.pass(500)
    expect(view.playhead.get()).toBe(12)
  })
})
