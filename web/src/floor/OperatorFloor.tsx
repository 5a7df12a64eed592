import { FloorPage } from './FloorPage'

export default function OperatorFloor() {
  return <FloorPage path="/operator/floor" link="/operator/floor" topic="floor:all" whole />
}
