package money_test

import (
	"errors"
	"math"
	"math/big"
	"testing"

	"github.com/manyhands/manyhands/internal/money"
	"pgregory.net/rapid"
)

func TestMulDivRoundsOnceAndHalfToEven(t *testing.T) {
	t.Parallel()
	// Law: the exact quotient is rounded half to even, once, in both signs.
	for _, c := range []struct {
		a, b, d int64
		want    money.Amount
	}{
		{24900, 250, 10_000, 622},
		{1, 1, 2, 0},
		{3, 1, 2, 2},
		{5, 1, 2, 2},
		{-5, 1, 2, -2},
		{-3, 1, 2, -2},
		{913657, 14225, 100, 129967708}, // 1,299,677.0825 yuan
		{math.MaxInt64, math.MaxInt64, math.MaxInt64, math.MaxInt64},
	} {
		got, err := money.MulDiv(c.a, c.b, c.d)
		if err != nil || got != c.want {
			t.Errorf("MulDiv(%d,%d,%d) = %d, %v; want %d", c.a, c.b, c.d, got, err, c.want)
		}
	}
}

func TestMulDivAgreesWithBigIntegers(t *testing.T) {
	t.Parallel()
	// Law: MulDiv is the half-even quotient of unbounded integers, or an
	// overflow exactly where that quotient leaves int64.
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.Int64().Draw(t, "a"), rapid.Int64().Draw(t, "b")
		d := rapid.Int64Range(1, math.MaxInt64).Draw(t, "d")
		got, err := money.MulDiv(a, b, d)
		want := halfEven(a, b, d)
		fits := want.IsInt64() && want.Int64() != math.MinInt64
		if fits != (err == nil) {
			t.Fatalf("MulDiv(%d,%d,%d): error %v, exact %s", a, b, d, err, want)
		}
		if fits && int64(got) != want.Int64() {
			t.Fatalf("MulDiv(%d,%d,%d) = %d, want %s", a, b, d, got, want)
		}
	})
}

func halfEven(a, b, d int64) *big.Int {
	n := new(big.Int).Mul(big.NewInt(a), big.NewInt(b))
	sign := n.Sign()
	q, r := new(big.Int).QuoRem(n.Abs(n), big.NewInt(d), new(big.Int))
	switch r.Lsh(r, 1).Cmp(big.NewInt(d)) {
	case 1:
		q.Add(q, big.NewInt(1))
	case 0:
		q.Add(q, big.NewInt(int64(q.Bit(0))))
	}
	return q.Mul(q, big.NewInt(int64(sign)))
}

func TestAProductBeyondInt64IsAnErrorAndNeverWraps(t *testing.T) {
	t.Parallel()
	// Law (adversarial 16): quantity 2^31 times price 2^31, and its like,
	// overflow aloud.
	if _, err := money.MulDiv(1<<31, 1<<31, 1); err != nil {
		t.Errorf("2^62 fits: %v", err)
	}
	if _, err := money.MulDiv(1<<32, 1<<31, 1); !errors.Is(err, money.ErrOverflow) {
		t.Errorf("2^63 gave %v, want overflow", err)
	}
	if _, err := money.Add(math.MaxInt64, 1); !errors.Is(err, money.ErrOverflow) {
		t.Errorf("MaxInt64+1 gave %v, want overflow", err)
	}
	if _, err := money.Add(math.MinInt64, -1); !errors.Is(err, money.ErrOverflow) {
		t.Errorf("MinInt64-1 gave %v, want overflow", err)
	}
	if _, err := money.MulDiv(1, 1, 0); !errors.Is(err, money.ErrDivisor) {
		t.Errorf("dividing by zero gave %v", err)
	}
}

func TestASplitLosesNothingAndPaysNobodyOfWeightZero(t *testing.T) {
	t.Parallel()
	// Law (adversarial 15): parts add up to the total, zero weight gets zero,
	// no part is off its exact share by a whole unit, and -x splits like x.
	rapid.Check(t, func(t *rapid.T) {
		total := money.Amount(rapid.OneOf(rapid.Int64Range(-3, 3), rapid.Int64Range(-1e15, 1e15)).Draw(t, "total"))
		weights := rapid.SliceOfN(rapid.Int64Range(0, 1e12), 1, 12).Draw(t, "weights")
		weights[0]++
		parts, err := money.Split(total, weights)
		if err != nil {
			t.Fatal(err)
		}
		sum, wsum := money.Amount(0), new(big.Int)
		for _, w := range weights {
			wsum.Add(wsum, big.NewInt(w))
		}
		for i, p := range parts {
			sum += p
			if weights[i] == 0 && p != 0 {
				t.Fatalf("party %d has weight 0 and got %d", i, p)
			}
			off := new(big.Int).Mul(big.NewInt(int64(p)), wsum)
			off.Sub(off, new(big.Int).Mul(big.NewInt(int64(total)), big.NewInt(weights[i])))
			if off.CmpAbs(wsum) >= 0 {
				t.Fatalf("party %d got %d of %d", i, p, total)
			}
		}
		if sum != total {
			t.Fatalf("parts add up to %d, want %d", sum, total)
		}
		back, _ := money.Split(-total, weights)
		for i := range back {
			if back[i] != -parts[i] {
				t.Fatalf("the reversal gives party %d %d, want %d", i, back[i], -parts[i])
			}
		}
	})
}

func TestASplitWithNobodyToPayIsRefused(t *testing.T) {
	t.Parallel()
	// Law: money is never dropped because all weights are zero.
	for _, w := range [][]int64{nil, {0, 0}, {1, -1}} {
		if _, err := money.Split(1, w); !errors.Is(err, money.ErrWeights) {
			t.Errorf("Split(1, %v) gave %v", w, err)
		}
	}
	if got, err := money.Split(0, []int64{0, 0}); err != nil || len(got) != 2 {
		t.Errorf("Split(0) = %v, %v", got, err)
	}
}

func TestEachCurrencyPrintsItsOwnDecimals(t *testing.T) {
	t.Parallel()
	// Law (adversarial 31): the exponent is the currency's.
	for _, c := range []struct {
		a    money.Amount
		c    money.Currency
		want string
	}{
		{1234, money.CNY, "12.34"},
		{-5, money.CNY, "-0.05"},
		{0, money.CNY, "0.00"},
		{1200, money.JPY, "1200"},
		{1234, money.KWD, "1.234"},
		{math.MinInt64, money.USD, "-92233720368547758.08"},
	} {
		if got := money.Format(c.a, c.c); got != c.want {
			t.Errorf("Format(%d, %s) = %q, want %q", c.a, c.c, got, c.want)
		}
	}
}

func TestParsingReadsWhatFormattingPrints(t *testing.T) {
	t.Parallel()
	// Law: Parse is the inverse of Format for every amount and currency.
	rapid.Check(t, func(t *rapid.T) {
		a := money.Amount(rapid.Int64Range(-math.MaxInt64, math.MaxInt64).Draw(t, "a"))
		c := rapid.SampledFrom([]money.Currency{money.CNY, money.JPY, money.KWD}).Draw(t, "c")
		got, err := money.Parse(money.Format(a, c), c)
		if err != nil || got != a {
			t.Fatalf("%d %s came back as %d, %v", a, c, got, err)
		}
	})
}

func TestAnAmountIsNeverRoundedWhenRead(t *testing.T) {
	t.Parallel()
	// Law: more decimals than the currency has, signs and words are refused.
	for _, text := range []string{"", "-", ".", "1.", ".5", "1.234", "+1", "1,000", "1e3", "--1", "1.-2", "一"} {
		if got, err := money.Parse(text, money.CNY); err == nil {
			t.Errorf("Parse(%q) = %d, want a refusal", text, got)
		}
	}
	if _, err := money.Parse("92233720368547758.08", money.CNY); !errors.Is(err, money.ErrOverflow) {
		t.Errorf("beyond int64 gave %v", err)
	}
}

func TestTwoCurrenciesDoNotAddUp(t *testing.T) {
	t.Parallel()
	// Law (adversarial 31): mixing currencies is refused, not converted.
	a, b := money.Sum{Minor: 1, Currency: money.CNY}, money.Sum{Minor: 1, Currency: money.JPY}
	if _, err := a.Add(b); !errors.Is(err, money.ErrMixed) {
		t.Errorf("CNY + JPY gave %v", err)
	}
	if got, err := a.Add(a); err != nil || got.String() != "0.02 CNY" {
		t.Errorf("0.01 + 0.01 = %v, %v", got, err)
	}
	if _, err := money.Currency("zzz").Exponent(); !errors.Is(err, money.ErrCurrency) {
		t.Errorf("zzz gave %v", err)
	}
}
