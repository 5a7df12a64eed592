package replay

import (
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/manyhands/manyhands/internal/demo/play"
)

// Report is what a replay found.
type Report struct {
	Scenario string `json:"scenario"`
	Seed     uint64 `json:"seed"`
	Speed    string `json:"speed"`
	Copies   int    `json:"copies"`
	Brands   int    `json:"brands"`
	Agents   int    `json:"agents"`
	// Seconds is the play's own time, without booking and billing.
	Seconds   float64 `json:"seconds"`
	PerSecond float64 `json:"messages_per_second"`
	Busiest   int     `json:"messages_in_the_busiest_second"`
	Tally
	ToScreen  Times         `json:"send_to_screen_ms"`
	ToAgent   Times         `json:"send_to_agent_ms"`
	ToShopper Times         `json:"send_to_shopper_ms"`
	BotReply  Times         `json:"bot_reply_ms"`
	Waits     Times         `json:"queue_wait_ms"`
	Faults    []FaultReport `json:"faults,omitempty"`
	Bills     []Bill        `json:"bills"`
	Identity  bool          `json:"invoice_identity_held"`
	Processes []Process     `json:"processes"`
	WholeS    float64       `json:"seconds_in_all"`
}

// Times are percentiles in milliseconds.
type Times struct {
	Count int     `json:"count"`
	P50   float64 `json:"p50"`
	P90   float64 `json:"p90"`
	P99   float64 `json:"p99"`
	P999  float64 `json:"p99_9"`
	Max   float64 `json:"max"`
}

// Bill is one brand's bill, recounted.
type Bill struct {
	Brand    string   `json:"brand"`
	Lines    int      `json:"lines"`
	Facts    int      `json:"facts"`
	Total    int64    `json:"total_minor"`
	Currency string   `json:"currency"`
	Findings []string `json:"findings,omitempty"`
}

// Process is what one part of the machine did during the play.
type Process struct {
	Name      string  `json:"name"`
	CPUs      float64 `json:"cpu_seconds"`
	PeakBytes int64   `json:"peak_rss_bytes"`
	Starts    int     `json:"starts,omitempty"`
}

// Holds tells whether nothing went wrong that must not.
func (r *Report) Holds() bool {
	return r.Lost == 0 && r.Duplicated == 0 && r.OutOfOrder == 0 && r.NotClosed == 0 && r.Identity && !slices.ContainsFunc(r.Faults, func(f FaultReport) bool { return f.Lost > 0 || f.Swapped > 0 })
}

// NewReport makes the report of what was played.
func NewReport(s Scenario, p Played) *Report {
	r := &Report{
		Scenario: s.Name, Seed: s.Seed, Speed: "max", Copies: s.Copies, Brands: s.Brands, Agents: s.Agents, Seconds: p.Seconds, Tally: p.Counts, Faults: p.Faults,
		ToScreen: timesOf(p.Counts.ToScreen), ToAgent: timesOf(p.Counts.ToAgent), ToShopper: timesOf(p.Counts.ToShopper),
		BotReply: timesOf(p.Counts.BotReply), Waits: timesOf(p.Counts.Waits), Busiest: p.Counts.busiest(),
	}
	if s.Speed > 0 {
		r.Speed = fmt.Sprintf("%gx", s.Speed)
	}
	r.PerSecond = float64(r.Messages) / max(p.Seconds, 1e-9)
	return r
}

// Count adds a brand's bill.
func (r *Report) Count(brand string, c play.Counted) {
	r.Bills = append(r.Bills, Bill{brand, c.Lines, c.Facts, c.Total, c.Currency, c.Findings})
	r.Identity = true
	for _, b := range r.Bills {
		r.Identity = r.Identity && len(b.Findings) == 0 && b.Lines > 0
	}
}

// timesOf takes percentiles by rank: the time that so many of all did not
// exceed.
func timesOf(list []time.Duration) Times {
	if len(list) == 0 {
		return Times{}
	}
	slices.Sort(list)
	at := func(share float64) float64 {
		rank := min(len(list)-1, int(share*float64(len(list))))
		return float64(list[rank]) / float64(time.Millisecond)
	}
	return Times{len(list), at(.5), at(.9), at(.99), at(.999), at(1)}
}

// Write tells the report in words.
func (r *Report) Write(w io.Writer) error {
	name := r.Scenario
	if name == "" {
		name = "the scenario"
	}
	fmt.Fprintf(w, "%s: %d copies, %d brands, %d agents, speed %s, seed %d\n", name, r.Copies, r.Brands, r.Agents, r.Speed, r.Seed)
	fmt.Fprintf(w, "  %d conversations in %.1f s: the bot alone %d, people %d, left the queue %d, unanswered %d, not closed %d\n", r.Conversations, r.Seconds, r.ByBot, r.ByPeople, r.LeftQueue, r.Unanswered, r.NotClosed)
	fmt.Fprintf(w, "  %d messages (shopper %d, bot %d, agent %d, system %d), %.0f/s, %d in the busiest second\n", r.Messages, r.By["shopper"], r.By["bot"], r.By["agent"], r.By["system"], r.PerSecond, r.Busiest)
	fmt.Fprintf(w, "  lost %d, duplicated %d, out of order %d, of %d acknowledged\n", r.Lost, r.Duplicated, r.OutOfOrder, r.Told)
	if r.Lost+r.Duplicated+r.OutOfOrder > 0 {
		fmt.Fprintf(w, "    not stored %d, not shown %d, stored twice %d, brought twice %d, holes %d, misordered %d\n", r.NotStored, r.NotShown, r.StoredTwice, r.ShownTwice, r.Holes, r.Misordered)
	}
	fmt.Fprintf(w, "  sent again %d, read again by seq %d, overtaken on the line %d, offers missed %d; %d orders, %d refunds\n", r.Again, r.Reread, r.Overtaken, r.Missed, r.Orders, r.Refunds)
	for what, n := range r.Refused {
		fmt.Fprintf(w, "  refused: %s: %d\n", what, n)
	}
	fmt.Fprintf(w, "  %-22s %8s %9s %9s %9s %9s %9s\n", "milliseconds", "count", "p50", "p90", "p99", "p99.9", "most")
	for _, row := range []struct {
		name string
		t    Times
	}{{"send to screen", r.ToScreen}, {"  to an agent", r.ToAgent}, {"  to a shopper", r.ToShopper}, {"bot's reply on screen", r.BotReply}, {"wait in the queue", r.Waits}} {
		fmt.Fprintf(w, "  %-22s %8d %9.1f %9.1f %9.1f %9.1f %9.1f\n", row.name, row.t.Count, row.t.P50, row.t.P90, row.t.P99, row.t.P999, row.t.Max)
	}
	for _, f := range r.Faults {
		fmt.Fprintf(w, "  at %.1f s %s", f.AtS, f.What)
		if f.DownS > 0 {
			fmt.Fprintf(w, ", for %.1f s", f.DownS)
		}
		if f.Lines > 0 {
			fmt.Fprintf(w, ", %d lines", f.Lines)
		}
		if f.Queued > 0 {
			order := fmt.Sprintf("%d swapped", f.Swapped)
			if f.Moved {
				order = "its order not to be told, because it moved while it was read"
			}
			fmt.Fprintf(w, "; %d waited in the queue: %d lost, %s", f.Queued, f.Lost, order)
		}
		fmt.Fprintln(w)
	}
	for _, p := range r.Processes {
		fmt.Fprintf(w, "  %-22s %6.1f s of CPU, %4d MiB at most\n", p.Name, p.CPUs, p.PeakBytes>>20)
	}
	for _, b := range r.Bills {
		fmt.Fprintf(w, "  bill of %s: %d lines over %d facts, %d minor units %s\n", b.Brand, b.Lines, b.Facts, b.Total, b.Currency)
		for _, f := range b.Findings {
			fmt.Fprintf(w, "    %s\n", f)
		}
	}
	held := "held"
	if !r.Identity {
		held = "DID NOT HOLD"
	}
	_, err := fmt.Fprintf(w, "  invoice identity %s\n", held)
	if err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	return nil
}
