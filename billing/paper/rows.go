package paper

import (
	"iter"
	"time"

	"github.com/manyhands/manyhands/internal/money"
)

// Row is one outcome behind a line.
type Row struct {
	Line         int
	Outcome      string
	Conversation string
	At           time.Time
	Channel      string
	Service      string
	Shopper      string
	ResponseMS   int64
	CSAT         int64
	Order        string
	Net          money.Amount
	Flags        string
	Leaf         string
}

// Rows are a document's outcomes, read as they are written out: there may be
// millions.
type Rows = iter.Seq2[Row, error]

var (
	lineHeads = []string{"line", "item", "rule", "version", "qty", "unit", "amount", "count", "root"}
	rowHeads  = []string{"line", "outcome", "conversation", "at", "channel", "service", "shopper", "response_ms", "csat", "order", "net", "flags", "leaf"}
)

func (p Paper) heads(keys []string) []string {
	out := make([]string, len(keys))
	for i, k := range keys {
		out[i] = p.say(k)
	}
	return out
}
