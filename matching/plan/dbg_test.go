package plan
import ("testing";"context";"time")
func TestDbg(t *testing.T) {
  for _, n := range []struct{a,b,r int}{{2800,20,300},{28000,89,200}} {
	in := Generate(n.a, n.b, 120, 1)
	s := newSearch(context.Background(), in, Options{})
	p := s.p
	for _, v := range []struct{f,l float64}{{.03,.0005},{.03,.0001},{.02,.0003},{0.015,.0002},{.06,.0002},{.1,.0002}} {
	price := s.startPrices()
	m := &market{use: make([]int32, len(p.slot))}
	c := newClimb(p, price, n.r, v.f)
	c.last = v.l
	best := int64(0)
	at := []int64{}
	t0 := time.Now()
	for r := 1; r <= n.r; r++ {
		s.b.post(price, nil); s.b.evaluate(nil, m)
		best = max(best, p.bound(price,m)/p.scale)
		if r%(n.r/10)==0 {at = append(at, best/1000)}
		c.move(p, r, m.use, price)
	}
	t.Log(n, v, best, at, time.Since(t0))
	}
  }
}
