package plan

// settle lets the agents of list answer in turn until nobody gains, at most
// passes times.
func (d *draft) settle(list []int32, passes int, one *scheduler, stop func() bool) {
	for range passes {
		moved := false
		for i, a := range list {
			if i&1023 == 0 && stop() {
				return
			}
			moved = d.answer(a, one) || moved
		}
		if !moved {
			return
		}
	}
}

// settled is a pass of answers of a whole peak. Nearly everybody finds that they
// have nothing to gain, so a block of agents looks side by side, and only those
// who gained when they looked answer, one after another. Who would gain only by
// what the same block changes is asked by the next pass.
type settled struct {
	d     *draft
	b     *bidder
	gains [fixedAtOnce]bool
}

func (t *settled) pass(list []int32, one *scheduler, stop func() bool) {
	d := t.d
	for len(list) > 0 && !stop() {
		block := list[:min(len(list), fixedAtOnce)]
		list = list[len(block):]
		for _, m := range t.b.mine {
			m.value = append(m.value[:0], d.value...)
		}
		t.b.share(len(block), func(m *bid, i int) {
			t.gains[i] = d.gains(block[i], &m.scheduler, m.value)
		})
		for i, a := range block {
			if t.gains[i] {
				d.answer(a, one)
			}
		}
	}
}
