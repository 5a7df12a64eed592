package booking

import (
	"time"

	"github.com/manyhands/manyhands/matching/staffing"
)

// Settings are what people are counted by: what is promised to a shopper and
// how an agent works.
type Settings struct {
	AnswerInS      int `json:"answer_in_s"`      // an answer within this is in time
	TargetBP       int `json:"target_bp"`        // share of chats to answer in time
	PatienceS      int `json:"patience_s"`       // mean time until a waiting shopper leaves
	Concurrency    int `json:"concurrency"`      // chats an agent holds at once
	ShrinkageBP    int `json:"shrinkage_bp"`     // share of paid time that nobody answers in
	MaxOccupancyBP int `json:"max_occupancy_bp"` // share of its slots that an agent may be busy
}

// OrdinarySettings are what a request gets that asks for nothing else: four in
// five within half a minute, three chats at once, a fifth of paid time away
// from the desk. They are a start for a brand to change, not a measurement.
var OrdinarySettings = Settings{AnswerInS: 30, TargetBP: 8000, PatienceS: 180, Concurrency: 3, ShrinkageBP: 2000, MaxOccupancyBP: 8500}

// OrdinaryHandling is a chat's handling time where a history recorded none.
const OrdinaryHandling = 4 * time.Minute

func (s Settings) params(aht time.Duration) staffing.Params {
	return staffing.Params{
		AHT: aht, AnswerIn: time.Duration(s.AnswerInS) * time.Second, Target: Share(s.TargetBP), Patience: time.Duration(s.PatienceS) * time.Second,
		Concurrency: s.Concurrency, MaxOccupancy: Share(s.MaxOccupancyBP), Shrinkage: Share(s.ShrinkageBP),
	}
}

func Share(bp int) float64 { return float64(bp) / 10_000 }

func basisPoints(share float64) int { return int(share*10_000 + 0.5) }
