package plan

import "math/rand/v2"

// A chain begins where the plan and the prices disagree: an agent takes the
// schedule that is best at the prices, whoever is then one too many on a slot
// makes room, and whatever is left is offered to the next, until everything
// fits again. The slack (slack.go) told so far says at every step whether the
// chain can still pay, so most end after a few steps and cost little. It is
// walked in a trial of its own; the sweep (sweep.go) keeps what it found.
type chain struct {
	p       *problem
	d       *draft
	trial   *trial
	one     *scheduler
	source  rand.PCG
	draw    *rand.Rand
	slack   *slack
	byWin   [][]int32
	table   []int64 // the prices, as the chain bends them for one answer
	touched []mark  // slots that the chain has changed
	over    []int32
	open    []int32
	saved   []written
	asked   []int32
	wish    []pick // the best answer so far
}

const (
	chainSteps = 24 // of the longest chain
	chainWidth = 24 // how many are asked at each step
	// favour is the part of what a chain still has to give that an answer is
	// let off for leaving nothing more to repair.
	favour = 2
)

func newChain(p *problem, d *draft, one *scheduler, where *slack, byWin [][]int32) *chain {
	c := &chain{p: p, d: d, trial: newTrial(p, d), one: one, slack: where, byWin: byWin, table: make([]int64, len(p.slotAt))}
	c.draw = rand.New(&c.source)
	return c
}

// mark is how many agents a slot still needed before the chain.
type mark struct{ slot, rem int32 }

// written is a value of the table as it was.
type written struct {
	at    int32
	value int64
}

// fromAgent lets a loose agent begin, and tells whether the trial is cheaper
// than the plan.
func (c *chain) fromAgent(a int32) bool {
	c.begin()
	row := c.trial.row(a)
	upper := c.answer(a, row, none, false, 0)
	gain := upper - c.slack.worth(a, row)
	if gain <= 0 {
		return false
	}
	c.take(a, c.one.schedule(nil))
	return c.follow(gain)
}

// fromSlot fills a slot that the prices would have filled.
func (c *chain) fromSlot(s int32) bool {
	c.begin()
	gain := c.p.slot[s].short - c.slack.price[s]
	if c.trial.rem(s) <= 0 || gain <= 0 {
		return false
	}
	c.touched = append(c.touched, mark{s, c.trial.rem(s) - 1})
	return c.follow(gain)
}

func (c *chain) begin() {
	c.trial.forget()
	c.touched, c.open = c.touched[:0], c.open[:0]
}

// follow plays a chain to its end; gain is what its beginning has brought.
func (c *chain) follow(gain int64) bool {
	for range chainSteps {
		c.sort()
		if len(c.over) == 0 && c.trial.cost() < 0 {
			return true
		}
		if len(c.over) == 0 && len(c.open) == 0 {
			return false
		}
		a, loss := c.ask(gain)
		if a == none || loss >= gain {
			return false
		}
		gain -= loss
		c.take(a, c.wish)
	}
	return false
}

// sort lists the slots with one too many and those that lost one.
func (c *chain) sort() {
	c.over, c.open = c.over[:0], c.open[:0]
	for _, m := range c.touched {
		switch rem := c.trial.rem(m.slot); {
		case rem < min(0, m.rem):
			c.over = append(c.over, m.slot)
		case rem > m.rem && c.slack.price[m.slot] < c.p.slot[m.slot].short:
			c.open = append(c.open, m.slot)
		}
	}
}

// ask finds who makes room on the last slot that is overfull, or else who
// fills the last that is open, at the least loss.
func (c *chain) ask(gain int64) (agent int32, loss int64) {
	s, leave := none, len(c.over) > 0
	if leave {
		s = c.over[len(c.over)-1]
		c.askHolders(s)
	} else {
		s = c.open[len(c.open)-1]
		c.askAble(s)
	}
	agent = none
	least := gain
	for _, a := range c.asked {
		row := c.trial.row(a)
		c.answer(a, row, s, leave, gain/favour)
		l := c.slack.worth(a, row) - c.at()
		if all := l + gain/favour*int64(c.trouble(a, row, s)); all < least {
			least, loss, agent = all, l, a
			c.wish = c.one.schedule(c.wish)
		}
	}
	return agent, loss
}

// trouble is how many more slots the answer at hand leaves to repair than it
// repairs, or one more when it does not do what it was asked for.
func (c *chain) trouble(a int32, row []int32, s int32) int {
	n, next := 0, 0
	for e, has := range row {
		want := none
		if next < len(c.one.take) && c.one.at[c.one.take[next]] == int32(e) {
			want = c.one.slot[c.one.take[next]]
			next++
		}
		if has == want {
			continue
		}
		if has != none && has != s {
			n++
		}
		if want != none {
			switch {
			case contained(c.open, want):
				n--
			case c.trial.rem(want) <= 0:
				n++
			}
		}
	}
	return n
}

func contained(list []int32, s int32) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// askHolders lists some who hold the slot and may leave it: those whom the
// chain put there, and some who were there before.
func (c *chain) askHolders(s int32) {
	c.asked = c.asked[:0]
	for i, a := range c.trial.who {
		if contained(c.trial.own(i), s) {
			c.asked = append(c.asked, a)
		}
	}
	h := c.d.holders[s]
	at := 0
	if len(h) > chainWidth {
		at = c.draw.IntN(len(h))
	}
	for i := 0; i < len(h) && len(c.asked) < chainWidth; i++ {
		x := h[(at+i)%len(h)]
		if c.d.slotOf[x.entry] == s && !contained(c.asked, x.agent) && contained(c.trial.row(x.agent), s) {
			c.asked = append(c.asked, x.agent)
		}
	}
}

// askAble lists some who could work the slot and do not.
func (c *chain) askAble(s int32) {
	c.asked = c.asked[:0]
	cell := &c.p.slot[s]
	list := c.byWin[cell.window]
	if len(list) == 0 {
		return
	}
	at := c.draw.IntN(len(list))
	for i := range min(len(list), 40*chainWidth) {
		a := list[(at+i)%len(list)]
		if !c.p.group[c.p.agent[a].group].does(cell.kind) || contained(c.trial.row(a), s) {
			continue
		}
		c.asked = append(c.asked, a)
		if len(c.asked) == chainWidth {
			return
		}
	}
}

// answer lets an agent choose at the prices: slot s not at all when they are to
// leave it, or at all costs; what is open and what they have somewhat dearer
// than the rest, because it needs no further repair.
func (c *chain) answer(a int32, row []int32, s int32, leave bool, extra int64) (upper int64) {
	c.saved = c.saved[:0]
	if extra > 0 {
		for _, has := range row {
			if has != none {
				c.write(has, c.slack.price[has]+extra)
			}
		}
	}
	for _, o := range c.open {
		c.write(o, c.slack.price[o]+2*extra)
	}
	if s != none && leave {
		c.write(s, impossible)
	} else if s != none {
		c.write(s, c.slack.price[s]+4*c.p.slot[s].short)
	}
	c.one.load(int(a), c.table)
	_, upper = c.one.solve(&c.p.agent[a])
	for i := len(c.saved) - 1; i >= 0; i-- {
		c.table[c.saved[i].at] = c.saved[i].value
	}
	return upper
}

func (c *chain) write(s int32, value int64) {
	cell := &c.p.slot[s]
	at := cell.window*int32(c.p.kinds) + cell.kind
	c.saved = append(c.saved, written{at, c.table[at]})
	c.table[at] = value
}

// at is what the schedule at hand is worth at the prices themselves.
func (c *chain) at() int64 {
	p := c.p
	who := &p.agent[c.who()]
	v := -p.unfairness(who, c.one.units()) - c.one.changes()
	for _, i := range c.one.take {
		s := c.one.slot[i]
		v += c.slack.price[s] - p.wage(int(c.who()), c.one.win[i]) - p.group[who.group].missedOn(p.slot[s].kind)
	}
	return v
}

// who is the agent at hand.
func (c *chain) who() int32 { return c.one.agent }

// take gives the agent a schedule and notes the slots that change.
func (c *chain) take(a int32, to []pick) {
	next := 0
	for e, has := range c.trial.mine(a) {
		want := none
		if next < len(to) && to[next].at == int32(e) {
			want = to[next].slot
			next++
		}
		if has != want {
			c.touch(has)
			c.touch(want)
			c.trial.put(a, int32(e), want)
		}
	}
}

func (c *chain) touch(s int32) {
	if s == none {
		return
	}
	for _, m := range c.touched {
		if m.slot == s {
			return
		}
	}
	c.touched = append(c.touched, mark{s, c.trial.rem(s)})
}
