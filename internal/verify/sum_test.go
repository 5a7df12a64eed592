package verify

import (
	"math/big"
	"testing"
)

func TestRoundingIsHalfToEven(t *testing.T) {
	t.Parallel()
	// Law: the auditor's own division rounds once and half to even.
	for _, c := range []struct{ n, d, want int64 }{
		{6225, 10, 622}, {15, 10, 2}, {25, 10, 2}, {-25, 10, -2}, {-35, 10, -4}, {26, 10, 3}, {0, 7, 0},
	} {
		if got := over(big.NewInt(c.n), c.d).Int64(); got != c.want {
			t.Errorf("%d/%d = %d, want %d", c.n, c.d, got, c.want)
		}
	}
}

func TestSharesAddUpAndWeightZeroGetsNothing(t *testing.T) {
	t.Parallel()
	// Law: the largest remainders get the last units, earlier first.
	parts := divide(big.NewInt(11), []*big.Int{big.NewInt(1), big.NewInt(0), big.NewInt(1), big.NewInt(1)})
	for i, want := range []int64{4, 0, 4, 3} {
		if parts[i].Int64() != want {
			t.Errorf("part %d is %s, want %d", i, parts[i], want)
		}
	}
}

func TestEvidenceOfAPairIsTheHashOfTheTwo(t *testing.T) {
	t.Parallel()
	// Law: leaves begin with a zero byte and nodes with a one, and the last of
	// an odd level goes up as it is. (Values from sha256sum.)
	a, b := newLeaf().put("a").leaf(), newLeaf().put("b").leaf()
	if got, want := hexOf(a), "3c9bc2cef6e7ea78bd11c5f622967f4a69424ae18a23e0cb6c1b30d1a6e3fa47"; got != want {
		t.Errorf("leaf %s, want %s", got, want)
	}
	if got, want := root([]hash{a, b, a}), "452f76113e41b9e874337de540373bd91b2327445d44fd0cbcb5229dff8e174a"; got != want {
		t.Errorf("root %s, want %s", got, want)
	}
}
