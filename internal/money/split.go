package money

import (
	"math"
	"math/bits"
	"slices"

	"github.com/manyhands/manyhands/internal/fault"
)

// ErrWeights refuses to split by weights that are negative, or that are all
// zero while there is something to split.
var ErrWeights = fault.New(fault.Invalid, "split_weights", "the weights must not be negative, and one must be above zero")

// Split shares total over the weights by largest remainder: the parts add up
// to total to the unit, a party of weight zero gets nothing, and of two equal
// remainders the earlier party is served first. A negative total is split like
// its opposite, so that a reversal undoes a split exactly. It returns
// ErrWeights or ErrOverflow.
func Split(total Amount, weights []int64) ([]Amount, error) {
	parts := make([]Amount, len(weights))
	if total == 0 {
		return parts, nil
	}
	sum, err := sumWeights(weights)
	if err != nil {
		return nil, err
	}
	whole := magnitude(int64(total))
	left := whole
	rest := make([]uint64, len(weights))
	for i, w := range weights {
		hi, lo := bits.Mul64(whole, uint64(w))
		q, r := bits.Div64(hi, lo, sum) // w <= sum, so hi < sum
		rest[i], left = r, left-q
		parts[i] = Amount(q)
	}
	serve(parts, rest, weights, left)
	if total < 0 {
		for i := range parts {
			parts[i] = -parts[i]
		}
	}
	return parts, nil
}

func sumWeights(weights []int64) (uint64, error) {
	var sum uint64
	for _, w := range weights {
		if w < 0 {
			return 0, ErrWeights
		}
		sum += uint64(w)
		if sum > math.MaxInt64 {
			return 0, ErrOverflow
		}
	}
	if sum == 0 {
		return 0, ErrWeights
	}
	return sum, nil
}

// serve hands the left units to the largest remainders. There are fewer units
// left than parties with a remainder, so nobody of weight zero is reached.
func serve(parts []Amount, rest []uint64, weights []int64, left uint64) {
	order := make([]int, 0, len(parts))
	for i := range parts {
		if weights[i] > 0 {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case rest[a] > rest[b]:
			return -1
		case rest[a] < rest[b]:
			return 1
		}
		return 0
	})
	for _, i := range order[:left] {
		parts[i]++
	}
}
