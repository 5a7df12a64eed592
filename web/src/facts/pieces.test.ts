import { expect, test } from 'vitest'
import { pieces, type Piece } from './pieces'

async function cut(text: string, size: number): Promise<Piece[]> {
  const all: Piece[] = []
  for await (const piece of pieces(new Blob([text]), size)) all.push(piece)
  return all
}

test('a file is cut between lines, loses nothing, and each piece knows its first line', async () => {
  const lines = Array.from({ length: 300 }, (_, i) => `{"n":${i},"words":"${'字'.repeat(i % 17)}"}`)
  const text = lines.join('\n') + '\n'
  for (const size of [7, 64, 1000, 1 << 20]) {
    const all = await cut(text, size)
    expect(all.map((piece) => new TextDecoder().decode(piece.bytes)).join('')).toBe(text)
    for (const piece of all) {
      expect(new TextDecoder().decode(piece.bytes).split('\n')[0]).toBe(lines[piece.firstLine - 1])
    }
  }
})

test('a last line without an end is sent too', async () => {
  const all = await cut('a\nb', 1)
  expect(all.map((piece) => [piece.firstLine, new TextDecoder().decode(piece.bytes)])).toEqual([[1, 'a\n'], [2, 'b']])
})
