package fact

import (
	"time"

	"github.com/manyhands/manyhands/internal/tag"
	"github.com/manyhands/manyhands/internal/uid"
)

// DrillGraded: a drill ended with a grade; practice is paid.
type DrillGraded struct {
	Meta
	Drill     uid.Drill     `json:"drill"`
	Agent     uid.Agent     `json:"agent"`
	Passed    bool          `json:"passed"`
	Score     int           `json:"score"` // of 100
	Took      time.Duration `json:"took"`
	RateMinor int64         `json:"rate_minor"` // an hour
	Currency  string        `json:"currency"`
}

// Kind names the fact.
func (DrillGraded) Kind() string { return "training.drill_graded" }

// Certified: an agent now holds a certificate's tag.
type Certified struct {
	Meta
	Agent uid.Agent `json:"agent"`
	Tag   tag.Tag   `json:"tag"`
}

// Kind names the fact.
func (Certified) Kind() string { return "training.certified" }

// Decertified: an agent lost a certificate's tag, and why.
type Decertified struct {
	Meta
	Agent uid.Agent `json:"agent"`
	Tag   tag.Tag   `json:"tag"`
	Why   string    `json:"why"`
}

// Kind names the fact.
func (Decertified) Kind() string { return "training.decertified" }

// PolicyChanged: a procedure has a new version in force.
type PolicyChanged struct {
	Meta
	Procedure string `json:"procedure"`
	Version   int    `json:"version"`
}

// Kind names the fact.
func (PolicyChanged) Kind() string { return "sop.policy_changed" }
