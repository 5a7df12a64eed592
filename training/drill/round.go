package drill

import (
	"cmp"
	"slices"
	"time"
)

// Focus is how an agent shared themselves out among several shoppers at once.
type Focus struct {
	Chats       int           `json:"chats"`
	Replies     int           `json:"replies"`
	Switches    int           `json:"switches"`       // replies that followed one to another shopper
	MeanSwitch  time.Duration `json:"mean_switch"`    // from the reply before to the first reply of the other
	LongestWait time.Duration `json:"longest_wait"`   // of any shopper, for any reply
	Longest     int           `json:"longest_behind"` // the chat of that wait, from 0
}

// FocusOf times how an agent went to and fro between the talks of one round.
func FocusOf(talks []Talk) Focus {
	f := Focus{Chats: len(talks)}
	type reply struct {
		chat int
		at   time.Time
	}
	var replies []reply
	for i, t := range talks {
		for _, l := range t.Lines {
			if l.Agent {
				replies = append(replies, reply{i, l.At})
			}
		}
		if wait, _ := longestWait(t); wait > f.LongestWait {
			f.LongestWait, f.Longest = wait, i
		}
	}
	slices.SortStableFunc(replies, func(a, b reply) int { return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.chat, b.chat)) })
	f.Replies = len(replies)
	var spent time.Duration
	for i := 1; i < len(replies); i++ {
		if replies[i].chat != replies[i-1].chat {
			f.Switches++
			spent += replies[i].at.Sub(replies[i-1].at)
		}
	}
	if f.Switches > 0 {
		f.MeanSwitch = spent / time.Duration(f.Switches)
	}
	return f
}

// longestWait is the longest that a shopper waited for an answer, and the
// message that ended it; a wait that nothing ended has none.
func longestWait(t Talk) (longest time.Duration, seq int) {
	var since *time.Time
	for _, l := range t.Lines {
		switch {
		case !l.Agent && since == nil:
			since = &l.At
		case l.Agent && since != nil:
			if wait := l.At.Sub(*since); wait > longest {
				longest, seq = wait, l.Seq
			}
			since = nil
		}
	}
	return longest, seq
}

// Nobody waits longer than this for an answer while others are served.
const sharedReply = 75 * time.Second

// attention: with several shoppers at once, none is forgotten.
func (m *marker) attention() {
	if m.talk.Beside == 0 {
		return
	}
	wait, seq := longestWait(m.talk)
	allowed := sharedReply * m.pace() / fullPaceBP
	if seq == 0 {
		seq = m.lastSeq()
	}
	switch {
	case len(m.mine) > 0 && wait <= allowed:
		m.give("attention", forAttention, forAttention, seq, both("同时接待时没有让顾客久等", "nobody was left waiting beside the others"), "")
	case len(m.mine) > 0 && wait <= 2*allowed:
		m.give("attention", forAttention, forAttention/2, seq, both("同时接待时有一次等得偏久", "one wait beside the others was rather long"), holding.In(m.s.Lang))
	default:
		m.give("attention", forAttention, 0, seq, both("同时接待时顾客等得太久", "the shopper was forgotten beside the others"), holding.In(m.s.Lang))
	}
}

// pace is the time that the agent's own setting gives, of 10,000.
func (m *marker) pace() time.Duration { return time.Duration(max(m.talk.PaceBP, fullPaceBP)) }
