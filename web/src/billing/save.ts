import { session } from '@/api'
import { faultOf } from '@/api/fault'

/** Saves a file of the API under a name. A link cannot carry the token, so it is fetched first. */
export async function save(path: string, name: string, method = 'GET'): Promise<void> {
  const answer = await fetch(`/api/v1${path}`, { method, headers: { Authorization: `Bearer ${await session.access()}` }, credentials: 'same-origin' })
  if (!answer.ok) throw await faultOf(answer)
  const address = URL.createObjectURL(await answer.blob())
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  URL.revokeObjectURL(address)
}
