import { OnePage } from './OnePage'

export default function BrandOne() {
  return <OnePage chats="/brand/chats" floor="/brand/floor" link="/brand/floor" />
}
