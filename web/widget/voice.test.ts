import { afterEach, expect, test, vi } from 'vitest'
import { canRecord, mostBytes, record } from './voice'

class Recorder {
  state = 'inactive'
  mimeType = 'audio/webm'
  ondataavailable: (some: { data: Blob }) => void = () => {}
  onstop: () => void = () => {}
  onerror: () => void = () => {}
  static last: Recorder
  constructor() {
    Recorder.last = this
  }
  start() {
    this.state = 'recording'
  }
  stop() {
    this.state = 'inactive'
    this.onstop()
  }
}

const track = { stop: vi.fn() }

function microphone(): void {
  vi.stubGlobal('MediaRecorder', Recorder)
  vi.stubGlobal('navigator', { mediaDevices: { getUserMedia: async () => ({ getTracks: () => [track] }) } })
}

afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
  track.stop.mockClear()
})

test('without a microphone a file is picked instead', () => {
  vi.stubGlobal('MediaRecorder', undefined)
  expect(canRecord()).toBe(false)
  microphone()
  expect(canRecord()).toBe(true)
})

test('what was said is given when the shopper stops, and the microphone is let go', async () => {
  microphone()
  const { stop, said } = await record()
  Recorder.last.ondataavailable({ data: new Blob(['hel']) })
  Recorder.last.ondataavailable({ data: new Blob(['lo']) })
  stop()
  const voice = await said
  expect(voice.type).toBe('audio/webm')
  expect(await voice.text()).toBe('hello')
  expect(track.stop).toHaveBeenCalledOnce()
  stop() // a second press does nothing
})

test('a recording ends by itself after a minute, or when it is as large as the program takes', async () => {
  microphone()
  vi.useFakeTimers()
  const long = await record()
  vi.advanceTimersByTime(60_000)
  await long.said
  const large = await record()
  Recorder.last.ondataavailable({ data: { size: mostBytes } as Blob })
  await large.said
  expect(track.stop).toHaveBeenCalledTimes(2)
})
