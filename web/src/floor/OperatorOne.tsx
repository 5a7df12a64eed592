import { OnePage } from './OnePage'

export default function OperatorOne() {
  return <OnePage chats="/operator/chats" floor="/operator/floor" link="/operator/floor" />
}
