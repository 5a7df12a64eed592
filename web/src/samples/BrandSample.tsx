import { SamplePage } from './SamplePage'

export default function BrandSample() {
  return <SamplePage path="/brand/samples" chats="/brand/chats" link="/brand/samples" />
}
