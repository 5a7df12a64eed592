/** A piece of a file of lines: whole lines, and the number of the first one. */
export type Piece = { firstLine: number; bytes: Uint8Array }

const newline = 10

/**
 * Cuts a file into pieces of whole lines, each about `size` bytes, so that a file of any length is sent without
 * lying in memory whole. A gzipped file has no lines to cut at: it is one piece.
 */
export async function* pieces(file: Blob, size: number): AsyncGenerator<Piece> {
  const head = new Uint8Array(await file.slice(0, 2).arrayBuffer())
  if (head[0] === 0x1f && head[1] === 0x8b) {
    yield { firstLine: 1, bytes: new Uint8Array(await file.arrayBuffer()) }
    return
  }
  let firstLine = 1
  let rest = new Uint8Array()
  for (let at = 0; at < file.size; at += size) {
    const next = new Uint8Array(await file.slice(at, at + size).arrayBuffer())
    const all = new Uint8Array(rest.length + next.length)
    all.set(rest)
    all.set(next, rest.length)
    const end = at + size >= file.size ? all.length : all.lastIndexOf(newline) + 1
    rest = all.slice(end)
    if (end === 0) continue
    const bytes = all.slice(0, end)
    yield { firstLine, bytes }
    for (const byte of bytes) if (byte === newline) firstLine++
  }
}
