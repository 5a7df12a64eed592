package replay

import (
	"fmt"
	"io"
	"time"
)

// Scenario is what is played.
type Scenario struct {
	Name      string
	Seed      uint64
	Copies    int     // of the program
	Speed     float64 // 0: as fast as it goes
	AtOnce    int     // shoppers at once, when Speed is 0
	Brands    int
	Agents    int // at the desks, all brands together
	ChatsEach int // that an agent holds at once
	DesksOpen time.Duration
	Shoppers  int // who come back as the same person
	Arrivals  Arrivals
	BotShare  float64 // of the visits that ask for no person
	Messages  [2]int  // a shopper's, least and most, in one visit
	Think     Think
	Patience  time.Duration // in the queue
	Orders    float64       // share of visits that buy
	Refunds   float64       // share of orders given back
	Faults    []Fault
}

// Arrivals is how many shoppers come: a list by the minute, or a history file.
type Arrivals struct {
	PerMinute []int
	History   string
	From      time.Time
	Till      time.Time
	Curve     []Step // what they come to
}

// Step is a stretch of the curve with its visits.
type Step struct {
	For    time.Duration
	Visits int
}

// Think is the mean time until somebody has written.
type Think struct{ Shopper, Agent time.Duration }

// Fault is one thing that goes wrong at a moment of the play.
type Fault struct {
	At   time.Duration
	Kill int           // the copy that is killed, from 1; 0: none
	Back time.Duration // until it is started again, on the machine's own clock
	Drop float64       // share of the open lines that break
	Slow time.Duration // what every word to the database takes longer
	For  time.Duration
}

// Wrong is a scenario that cannot be played: where, and what was expected.
type Wrong struct {
	File  string
	Line  int
	Field string
	Want  string
	Got   string
}

// Error is one line.
func (w *Wrong) Error() string {
	s := fmt.Sprintf("%s: line %d, %s: expected %s", w.File, w.Line, w.Field, w.Want)
	if w.Got != "" {
		s += fmt.Sprintf(", got %q", w.Got)
	}
	return s
}

// ordinary is a scenario that says only how many come.
var ordinary = Scenario{
	Seed: 7, Copies: 1, Speed: 1, AtOnce: 32, Brands: 1, Agents: 10, ChatsEach: 4, Shoppers: 1000, BotShare: 0.8,
	Messages: [2]int{2, 5}, Think: Think{Shopper: 20 * time.Second, Agent: 10 * time.Second}, Patience: 3 * time.Minute,
}

const (
	mostCopies   = 8
	mostBrands   = 50
	mostAgents   = 5000
	mostVisits   = 2_000_000
	mostMinutes  = 24 * 60
	longestBack  = 10 * time.Minute
	longestShift = 3*time.Hour + 30*time.Minute // a desk is booked for four hours
)

// Read reads a scenario; open opens the history file that it names, which lies
// beside it. The error is a *Wrong when the scenario is.
func Read(name string, r io.Reader, open func(string) (io.ReadCloser, error)) (Scenario, error) {
	top, err := readTop(name, r)
	if err != nil {
		return Scenario{}, err
	}
	s := ordinary
	p := &page{file: name}
	p.each(top, "", s.fields(p))
	if p.wrong != nil {
		return Scenario{}, p.wrong
	}
	if s.Arrivals.Curve, err = s.Arrivals.curve(p, open); err != nil {
		return Scenario{}, err
	}
	return s, p.together(top, s)
}

// fields is the table of what a scenario may say.
func (s *Scenario) fields(p *page) map[string]reader {
	return map[string]reader{
		"name":       p.text(&s.Name),
		"seed":       p.seed(&s.Seed),
		"copies":     p.count(&s.Copies, 1, mostCopies),
		"speed":      p.speed(&s.Speed),
		"at_once":    p.count(&s.AtOnce, 1, 10_000),
		"brands":     p.count(&s.Brands, 1, mostBrands),
		"agents":     p.count(&s.Agents, 1, mostAgents),
		"chats_each": p.count(&s.ChatsEach, 1, 10),
		"desks_open": p.span(&s.DesksOpen, 0, mostMinutes*time.Minute),
		"shoppers":   p.count(&s.Shoppers, 1, 10_000_000),
		"arrivals":   s.Arrivals.read(p),
		"bot_share":  p.share(&s.BotShare),
		"messages":   p.ends(&s.Messages, 1, 100),
		"think": p.object("think", map[string]reader{
			"shopper": p.span(&s.Think.Shopper, 0, time.Hour), "agent": p.span(&s.Think.Agent, 0, time.Hour),
		}),
		"patience": p.span(&s.Patience, time.Second, 2*time.Hour),
		"orders":   p.share(&s.Orders),
		"refunds":  p.share(&s.Refunds),
		"faults":   s.readFaults(p),
	}
}

func (a *Arrivals) read(p *page) reader {
	return p.object("arrivals", map[string]reader{
		"per_minute": p.counts(&a.PerMinute, mostMinutes),
		"history":    p.text(&a.History),
		"from":       p.instant(&a.From),
		"till":       p.instant(&a.Till),
	})
}

// together checks what one field alone cannot show.
func (p *page) together(top *node, s Scenario) error {
	visits, long := 0, time.Duration(0)
	for _, c := range s.Arrivals.Curve {
		visits, long = visits+c.Visits, long+c.For
	}
	if s.Speed > 0 {
		long = time.Duration(float64(long) / s.Speed)
	}
	switch {
	case visits == 0 || visits > mostVisits:
		p.refuse(top.at("arrivals"), "arrivals", fmt.Sprintf("1 to %d visits in all", mostVisits), fmt.Sprint(visits))
	case s.Speed > 0 && long > longestShift:
		p.refuse(top.at("speed"), "speed", "one that plays it within 3h30m, which is how long the desks are booked", long.Round(time.Minute).String())
	case s.Agents < s.Brands:
		p.refuse(top.at("agents"), "agents", "at least one for each brand", fmt.Sprint(s.Agents))
	}
	for i, f := range s.Faults {
		if f.Kill > s.Copies {
			p.refuse(top.at("faults").item(i), fmt.Sprintf("faults[%d].kill", i), fmt.Sprintf("a copy from 1 to %d", s.Copies), fmt.Sprint(f.Kill))
		}
	}
	if p.wrong != nil {
		return p.wrong
	}
	return nil
}

func (s *Scenario) readFaults(p *page) reader {
	return p.list("faults", func(field string, n *node) {
		var f Fault
		p.object(field, map[string]reader{
			"at":   p.span(&f.At, 0, mostMinutes*time.Minute),
			"kill": p.count(&f.Kill, 1, mostCopies),
			"back": p.span(&f.Back, 0, longestBack),
			"drop": p.share(&f.Drop),
			"slow": p.span(&f.Slow, time.Millisecond, 10*time.Second),
			"for":  p.span(&f.For, time.Second, mostMinutes*time.Minute),
		})("", n)
		kinds := 0
		for _, is := range []bool{f.Kill > 0, f.Drop > 0, f.Slow > 0} {
			if is {
				kinds++
			}
		}
		switch {
		case kinds != 1:
			p.refuse(n, field, "one of kill, drop and slow", fmt.Sprint(kinds))
		case f.Slow > 0 && f.For == 0:
			p.refuse(n, field+".for", "how long the database stays slow, such as 30s", "")
		case f.Kill == 0 && f.Back > 0:
			p.refuse(n, field+".back", "it only beside kill", f.Back.String())
		case f.Slow == 0 && f.For > 0:
			p.refuse(n, field+".for", "it only beside slow", f.For.String())
		}
		s.Faults = append(s.Faults, f)
	})
}

// Slows tells whether the database is to be slowed at all.
func (s Scenario) Slows() bool {
	for _, f := range s.Faults {
		if f.Slow > 0 {
			return true
		}
	}
	return false
}
