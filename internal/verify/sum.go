package verify

import (
	"errors"
	"math/big"
	"sort"
)

// times is a*b without an end.
func times(a, b int64) *big.Int { return new(big.Int).Mul(big.NewInt(a), big.NewInt(b)) }

// over is n/d rounded half to even.
func over(n *big.Int, d int64) *big.Int {
	q, r := new(big.Int).QuoRem(new(big.Int).Abs(n), big.NewInt(d), new(big.Int))
	switch twice := r.Lsh(r, 1).Cmp(big.NewInt(d)); {
	case twice > 0, twice == 0 && q.Bit(0) == 1:
		q.Add(q, big.NewInt(1))
	}
	if n.Sign() < 0 {
		q.Neg(q)
	}
	return q
}

func least(a, b *big.Int) *big.Int {
	if a.Cmp(b) < 0 {
		return a
	}
	return b
}

var errTooLarge = errors.New("an amount does not fit in 64 bits")

// fits brings a number back to 64 bits.
func fits(n *big.Int) (int64, error) {
	if !n.IsInt64() {
		return 0, errTooLarge
	}
	return n.Int64(), nil
}

// divide shares total (not negative) by weights: everyone the whole part, then
// one each to the largest remainders, earlier first.
func divide(total *big.Int, weights []*big.Int) []*big.Int {
	sum := new(big.Int)
	for _, w := range weights {
		sum.Add(sum, w)
	}
	parts, rests := make([]*big.Int, len(weights)), make([]*big.Int, len(weights))
	left := new(big.Int).Set(total)
	order := make([]int, 0, len(weights))
	for i, w := range weights {
		parts[i] = new(big.Int)
		if sum.Sign() == 0 || w.Sign() == 0 {
			continue
		}
		parts[i], rests[i] = new(big.Int).QuoRem(new(big.Int).Mul(total, w), sum, new(big.Int))
		left.Sub(left, parts[i])
		order = append(order, i)
	}
	sort.SliceStable(order, func(a, b int) bool { return rests[order[a]].Cmp(rests[order[b]]) > 0 })
	for k := 0; k < len(order) && left.Sign() > 0; k++ {
		parts[order[k]].Add(parts[order[k]], big.NewInt(1))
		left.Sub(left, big.NewInt(1))
	}
	return parts
}
