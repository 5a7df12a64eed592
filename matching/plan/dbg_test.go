package plan
import ("testing";"context")
func TestDbg(t *testing.T) {
	in := Generate(2800, 20, 120, 1)
	s := newSearch(context.Background(), in, Options{})
	p := s.p
	price := s.startPrices()
	m := &market{use: make([]int32, len(p.slot))}
	c := newClimb(p, price, 300, 0.03)
	var need, able int64
	for i := range p.slot { need += int64(p.slot[i].need) }
	t.Log("need", need, "entries", len(p.entry), "kinds", p.kinds, "groups", len(p.group), "unit", p.unit, p.scale, able, "offset", p.offset/p.scale, p.agent[0], p.usual)
	for r := 1; r <= 300; r++ {
		s.b.post(price, nil); s.b.evaluate(nil, m)
		var u int64
		atcap := 0
		for i, x := range m.use { u += int64(x); if price[i]==p.slot[i].short {atcap++} }
		if r%20 == 0 || r<10 { t.Log(r, p.bound(price, m)/p.scale, u, atcap, price[5]/p.scale, p.slot[5].need, m.use[5], p.slot[5].short/p.scale) }
		c.move(p, r, m.use, price)
	}
}
