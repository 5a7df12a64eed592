import { usePerson } from '@/api'
import { FloorPage } from './FloorPage'

export default function BrandFloor() {
  const { brand_id } = usePerson()
  return <FloorPage path="/brand/floor" link="/brand/floor" topic={`brand:${brand_id ?? ''}`} />
}
