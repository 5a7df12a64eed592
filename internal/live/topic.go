package live

import (
	"github.com/manyhands/manyhands/internal/uid"
)

// Topic is what a screen listens to.
type Topic string

// ChatTopic carries one conversation: messages, typing, who holds it.
func ChatTopic(id uid.Chat) Topic { return Topic("chat:" + id.String()) }

// AgentTopic carries what is for one agent: chats offered and taken, offers of
// shifts, suggestions, policy.
func AgentTopic(id uid.Agent) Topic { return Topic("agent:" + id.String()) }

// BrandTopic carries what a brand's people watch: fills, invoices, the wall.
func BrandTopic(id uid.Brand) Topic { return Topic("brand:" + id.String()) }

// FloorTopic carries what operators and finance watch: every brand's wall.
const FloorTopic Topic = "floor:all"
