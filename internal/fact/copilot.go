package fact

import "github.com/manyhands/manyhands/internal/uid"

// GuardHit: a text was blocked, masked or warned of before it was sent.
type GuardHit struct {
	Meta
	Chat   uid.Chat `json:"chat"`
	Author string   `json:"author"`
	Rule   string   `json:"rule"`
	Level  string   `json:"level"`
}

// Kind names the fact.
func (GuardHit) Kind() string { return "copilot.guard_hit" }
